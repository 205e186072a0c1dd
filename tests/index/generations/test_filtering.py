"""Filters leave out articles before anything is ranked, and what they cannot mean is said."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import BadInputError, IndexDamagedError
from index.generations.filtering import UNDATED, FilterColumns
from index.paths import LibraryPaths
from index.retrieval.dense import DenseIndex
from index.search import MOST_HITS, HybridSearcher
from index.storage.articles import make_article
from index.storage.database import Database
from index.storage.passages import StoredPassage
from index.values import Article, Filters, Vectors
from qa import AnswerStatus, Library, Shortfall
from qa.faces.cli.exits import Exit
from tests.support import searching
from tests.support.searching import Counting
from tests.support.terminal import Captured, qa

TOPICS = ("bridge", "jembatan", "bee")
QUESTION = "bridge and bees at the jembatan"
DAYS = (date(2021, 12, 31), date(2022, 6, 1), date(2022, 6, 25), date(2022, 7, 1), None)
SOURCES = ("Kabar Pagi", "KABAR PAGI", "The Daily Straße", None)
LANGUAGES = ("en", "id")


def articles() -> tuple[Article, ...]:
    """One article for every day, outlet and language there is; no two are copies."""
    made = []
    for number, (day, source, language) in enumerate((d, s, lang) for d in DAYS for s in SOURCES for lang in LANGUAGES):
        words = " ".join(topic for place, topic in enumerate(TOPICS) if (number >> place) % 2)
        text = f"Item {number} tells {words} {'again ' * (number % 4)}."
        made.append(make_article(title=f"N{number}", text=text, language=language, source=source, published=day))
    return tuple(made)


ARTICLES = articles()


@contextlib.contextmanager
def searcher_over(root: Path, given_articles: Sequence[Article]) -> Iterator[HybridSearcher]:
    root.mkdir(parents=True, exist_ok=True)
    paths, encoder = LibraryPaths(root), Counting(*((topic,) for topic in TOPICS), lengths=True)
    with contextlib.closing(Database(paths.database, create=True)) as database:
        yield searching.searcher_over(paths, database, given_articles, encoder)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HybridSearcher]:
    with searcher_over(tmp_path_factory.mktemp("all"), ARTICLES) as made:
        yield made


def leaves(filters: Filters, article: Article) -> bool:
    """Whether `filters` leave an article: the rule, said again."""
    day = article.published
    if (filters.since or filters.until) and day is None:
        return False
    if day and ((filters.since and day < filters.since) or (filters.until and day > filters.until)):
        return False
    wanted = {source.casefold() for source in filters.sources}
    if wanted and (article.source is None or article.source.casefold() not in wanted):
        return False
    return not filters.languages or article.language in filters.languages


@st.composite
def any_filters(draw: st.DrawFn) -> Filters:
    around = st.none() | st.dates(date(2021, 12, 30), date(2022, 7, 2))
    since, until = draw(around), draw(around)
    if since and until and since > until:
        since, until = until, since
    sources = draw(st.frozensets(st.sampled_from(["Kabar Pagi", "kabar PAGI", "the daily STRASSE"])))
    return Filters(since, until, sources, draw(st.frozensets(st.sampled_from(LANGUAGES))))


# What is left


@given(any_filters())
def test_a_masked_search_finds_the_articles_that_are_left_and_all_of_them(
    searcher: HybridSearcher, filters: Filters
) -> None:
    found = {hit.article.article_id for hit in searcher.search(QUESTION, MOST_HITS, filters)}
    assert found == {article.article_id for article in ARTICLES if leaves(filters, article)}


@settings(max_examples=15, deadline=None)
@given(any_filters(), st.sampled_from([QUESTION, "bee", "item seven"]))
def test_a_masked_search_is_a_search_over_a_library_of_what_is_left(
    searcher: HybridSearcher, tmp_path_factory: pytest.TempPathFactory, filters: Filters, question: str
) -> None:
    left = [article for article in ARTICLES if leaves(filters, article)]
    masked = searcher.search(question, MOST_HITS, filters)
    with searcher_over(tmp_path_factory.mktemp("left"), left) as smaller:
        alone = smaller.search(question, MOST_HITS)
    assert {hit.article for hit in masked} == {hit.article for hit in alone}
    assert [hit.rank for hit in masked] == list(range(1, len(left) + 1))


@given(any_filters(), st.integers(1, 50))
def test_each_retriever_counts_its_best_after_the_mask(searcher: HybridSearcher, filters: Filters, depth: int) -> None:
    query = searcher.analyse(QUESTION)
    mask = searcher.generation.mask(filters)
    rows = np.arange(len(ARTICLES))
    kept = rows if mask is None else rows[mask]
    dense = searcher.generation.dense.scores(query.vector, rows)
    lexical = searcher.lexical_scores(query.text, query.language)
    by_dense = sorted(kept.tolist(), key=lambda row: (-dense[row], row))[:depth]
    by_lexical = sorted((r for r in kept.tolist() if lexical[r] > 0), key=lambda row: (-lexical[row], row))[:depth]
    ranked = searcher.rank(query, depth, mask)
    assert sorted(ranked.rows.tolist()) == sorted({*by_dense, *by_lexical})
    for place, row in enumerate(ranked.rows.tolist()):
        assert ranked.lexical_ranks[place] == (by_lexical.index(row) + 1 if row in by_lexical else 0)
        assert (ranked.dense_ranks[place] > 0) == (row in by_dense)
        assert (ranked.dense[place], ranked.lexical[place]) == (dense[row], lexical[row])


def test_k_hits_are_found_among_what_is_left(searcher: HybridSearcher) -> None:
    filters = Filters(sources=frozenset({"the daily straße"}), languages=frozenset({"id"}))
    hits = searcher.search(QUESTION, 3, filters)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert {(hit.article.source, hit.article.language) for hit in hits} == {("The Daily Straße", "id")}
    assert hits == searcher.search(QUESTION, MOST_HITS, filters)[:3]


@pytest.mark.parametrize("filters", [Filters(since=date(1, 1, 1)), Filters(until=date(9999, 12, 31))])
def test_an_article_without_a_date_is_left_out_where_one_is_asked_for(
    searcher: HybridSearcher, filters: Filters
) -> None:
    days = [hit.article.published for hit in searcher.search(QUESTION, MOST_HITS, filters)]
    assert len(days) == len([article for article in ARTICLES if article.published])
    assert None not in days
    undated = searcher.search(QUESTION, MOST_HITS, Filters(languages=frozenset({"en"})))
    assert None in [hit.article.published for hit in undated]


def test_both_days_are_included(searcher: HybridSearcher) -> None:
    on_the_day = Filters(since=date(2022, 6, 25), until=date(2022, 6, 25))
    days = [hit.article.published for hit in searcher.search(QUESTION, MOST_HITS, on_the_day)]
    assert days == [date(2022, 6, 25)] * len(SOURCES) * len(LANGUAGES)


def test_no_filter_is_no_mask(searcher: HybridSearcher) -> None:
    assert not Filters()
    assert searcher.generation.mask(Filters()) is None
    assert searcher.search(QUESTION, 5) == searcher.search(QUESTION, 5, Filters())


@pytest.mark.parametrize("written", ["kabar pagi", "KABAR PAGI", "Kabar Pagi"])
def test_an_outlet_is_named_in_either_case(searcher: HybridSearcher, written: str) -> None:
    found = searcher.search(QUESTION, MOST_HITS, Filters(sources=frozenset({written})))
    assert len(found) == 2 * len(DAYS) * len(LANGUAGES)
    assert {hit.article.source for hit in found} == {"Kabar Pagi", "KABAR PAGI"}


# What cannot be meant


def test_an_unknown_outlet_is_refused_with_those_that_are_near(searcher: HybridSearcher) -> None:
    with pytest.raises(BadInputError) as caught:
        searcher.search(QUESTION, 5, Filters(sources=frozenset({"Kabar Pagi", "Kabr Pagi"})))
    assert caught.value.message == "no article has the source 'Kabr Pagi'"
    assert caught.value.hint == "among those there are: kabar pagi"


def test_an_unknown_language_is_refused_with_those_there_are(searcher: HybridSearcher) -> None:
    with pytest.raises(BadInputError) as caught:
        searcher.search(QUESTION, 5, Filters(languages=frozenset({"fr"})))
    assert caught.value.message == "no article has the language 'fr'"
    assert caught.value.hint == "among those there are: en, id"


def test_a_time_that_ends_before_it_begins_is_refused() -> None:
    day, next_day = date(2022, 6, 25), date(2022, 6, 26)
    with pytest.raises(BadInputError, match="begins on 2022-06-26 but ends on 2022-06-25") as caught:
        Filters(since=next_day, until=day)
    assert caught.value.hint == "give the earlier day first"
    assert Filters(since=day, until=day).since == day


# Dense search under a mask

DIM = 3
vector = st.lists(st.integers(-2, 2).map(float), min_size=DIM, max_size=DIM)
"""Inner products of small whole numbers are exact, so that ties are ties."""


def masked_oracle(
    vectors: Vectors, query: Vectors, k: int, mask: npt.NDArray[np.bool_]
) -> tuple[list[int], list[float]]:
    products = vectors.astype(np.float64) @ query.astype(np.float64)
    rows = np.flatnonzero(mask)
    best = rows[np.argsort(-products[rows], kind="stable")][:k]
    return best.tolist(), products[best].tolist()


@given(st.lists(st.tuples(vector, st.booleans()), min_size=1, max_size=60), vector, st.integers(1, 70))
def test_dense_search_under_a_mask_is_numpys_with_ties_by_row(
    rows: list[tuple[list[float], bool]], query: list[float], k: int
) -> None:
    vectors = np.array([row for row, _ in rows], np.float32)
    mask = np.array([kept for _, kept in rows], np.bool_)
    asked = np.array(query, np.float32)
    found, scores = DenseIndex(vectors).search(asked, k, mask)
    assert (found.tolist(), scores.tolist()) == masked_oracle(vectors, asked, k, mask)


def test_ties_for_the_last_place_go_to_the_first_rows_that_are_left() -> None:
    vectors = np.tile(np.array([1, 0, 0], np.float32), (1_000, 1))
    mask = np.arange(1_000) % 3 == 1
    found, scores = DenseIndex(vectors).search(vectors[0], 100, mask)
    assert found.tolist() == list(range(1, 300, 3))
    assert set(scores.tolist()) == {1.0}


def test_a_mask_that_leaves_nothing_finds_nothing() -> None:
    found, scores = DenseIndex(np.eye(3, dtype=np.float32)).search(np.ones(3, np.float32), 2, np.zeros(3, np.bool_))
    assert (found.tolist(), scores.tolist()) == ([], [])


# Where the rows come from


def test_a_scope_is_loaded_as_it_was_saved(tmp_path: Path) -> None:
    passages = (
        StoredPassage(1, "en", "a", "Zeitung Straße", date(2022, 6, 25)),
        StoredPassage(2, "en", "b", None, None),
        StoredPassage(3, "en", "c", "Antara", date(1, 1, 1)),
    )
    FilterColumns.of(passages).save(tmp_path)
    loaded = FilterColumns.load(tmp_path)
    assert loaded.days.tolist() == [date(2022, 6, 25).toordinal(), UNDATED, 1]
    assert (loaded.sources, loaded.source_codes.tolist()) == (("antara", "zeitung strasse"), [1, -1, 0])


@pytest.mark.parametrize(
    ("name", "content"), [("days.npy", np.zeros(2, np.int32)), ("source_codes.npy", np.array([0, 1, 0], np.int32))]
)
def test_parts_that_do_not_fit_together_are_damage(tmp_path: Path, name: str, content: npt.NDArray[np.int32]) -> None:
    FilterColumns.of([StoredPassage(number, "en", "a", "Antara") for number in range(3)]).save(tmp_path)
    np.save(tmp_path / name, content)
    with pytest.raises(IndexDamagedError, match="does not fit the other files; run `qa verify --repair`"):
        FilterColumns.load(tmp_path)


# Answers


def test_filters_that_leave_nothing_are_not_found_with_the_reason(sample: Library) -> None:
    before_print = Filters(until=date(1400, 1, 1))
    answer = sample.ask("what did Putin promise Belarus", filters=before_print)
    assert (answer.status, answer.shortfall) == (AnswerStatus.NOT_FOUND, Shortfall.NOTHING_IN_SCOPE)
    assert (answer.hits, answer.citations, answer.text, answer.confidence) == ((), (), "", 0.0)
    assert sample.search("what did Putin promise Belarus", filters=before_print) == ()


def test_an_answer_quotes_only_what_the_filters_leave(sample: Library) -> None:
    question = "What is the Iskander-M?"
    english_only = sample.ask(question, 10, Filters(languages=frozenset({"en"})))
    indonesian_only = sample.ask(question, 10, Filters(languages=frozenset({"id"})))
    assert len(english_only.hits) == len(indonesian_only.hits) == 10
    for answer, language in ((english_only, "en"), (indonesian_only, "id")):
        assert {hit.article.language for hit in answer.hits} == {language}
        assert {sample.article(citation.article_id).language for citation in answer.citations} <= {language}
    assert english_only.citations


def test_an_empty_library_is_empty_whatever_is_asked_of_it(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as made:
        made.add_articles([])
        answer = made.ask("who?", filters=Filters(since=date(2022, 1, 1)))
        assert answer.shortfall is Shortfall.EMPTY_LIBRARY
        with pytest.raises(BadInputError, match="no article has the source 'Antara'; among those there are: none"):
            made.ask("who?", filters=Filters(sources=frozenset({"Antara"})))


# The command line

AROUND = [
    "2021-12-31",
    "2022-01-01",
    "2022-05-31",
    "2022-06-01",
    "2022-06-30",
    "2022-07-01",
    "2022-12-31",
    "2023-01-01",
]


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with an article on each day of `AROUND`, and one without a day."""
    root = tmp_path_factory.mktemp("dated") / "library"
    days = [*map(date.fromisoformat, AROUND), None]
    with Library.create(root) as library:
        library.add_articles(
            make_article(text=f"Ferry {n} sails.", title=f"F{n}", language="en", source="Antara", published=day)
            for n, day in enumerate(days)
        )
    return root


def days_found(capsys: Captured, root: Path, *options: str) -> list[str | None]:
    printed, _ = qa(
        capsys, "search", "when does the ferry sail", "-k", "50", "--library", str(root), *options, "--json"
    )
    hits: list[dict[str, Any]] = json.loads(printed)
    return sorted((hit["published"] for hit in hits), key=str)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-06", "2022-06-01", "2022-06-30"),
        ("Juni 2022", "2022-06-01", "2022-06-30"),
        ("June 2022", "2022-06-01", "2022-06-30"),
        ("30 Juni 2022", "2022-06-30", "2022-06-30"),
        ("01/06/2022", "2022-06-01", "2022-06-01"),
    ],
)
def test_since_is_a_periods_first_day_and_until_its_last(
    dated: Path, capsys: Captured, written: str, first: str, last: str
) -> None:
    assert days_found(capsys, dated, "--since", written) == [day for day in AROUND if day >= first]
    assert days_found(capsys, dated, "--until", written) == [day for day in AROUND if day <= last]
    within = days_found(capsys, dated, "--since", written, "--until", written)
    assert within == [day for day in AROUND if first <= day <= last]


def test_without_dates_the_undated_is_there(dated: Path, capsys: Captured) -> None:
    assert days_found(capsys, dated) == [*AROUND, None]
    assert days_found(capsys, dated, "--source", "ANTARA", "--language", "EN") == [*AROUND, None]


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("options", "line"),
    [
        (
            ("--since", "kemarin"),
            "--since 'kemarin' is not a date; write 2022-06-25, 25 June 2022, 2022-06 or 2022",
        ),
        (("--until", "2022-13"), "--until '2022-13' is not a date; write 2022-06-25, 25 June 2022, 2022-06 or 2022"),
        (("--until", ""), "--until '' is not a date; write 2022-06-25, 25 June 2022, 2022-06 or 2022"),
        (
            ("--since", "2023", "--until", "2022"),
            "the period begins on 2023-01-01 but ends on 2022-12-31; give the earlier day first",
        ),
        (("--source", "Antra"), "no article has the source 'Antra'; among those there are: Antara"),
        (("--source", "Antara", "--source", "x"), "no article has the source 'x'; among those there are: Antara"),
        (("--language", "id"), "no article has the language 'id'; among those there are: en"),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_exit_code_2(
    dated: Path, capsys: Captured, command: str, options: tuple[str, ...], line: str
) -> None:
    printed, said = qa(capsys, command, "ferry", "--library", str(dated), *options, code=Exit.USAGE)
    assert (printed, said) == ("", f"error: {line}\n")
    assert int(Exit.USAGE) == 2


def test_nothing_in_scope_for_people_and_in_json(dated: Path, capsys: Captured) -> None:
    asked = ("ask", "when does the ferry sail", "--library", str(dated), "--until", "1999")
    assert qa(capsys, *asked) == (
        "Not found in these articles: no article matches the dates, outlets, languages and tags together.\n"
        "1 article without a date was left out (`qa list --undated` shows those there are).\n",
        "",
    )
    answer = json.loads(qa(capsys, *asked, "--json")[0])
    assert (answer["status"], answer["shortfall"], answer["hits"]) == ("not_found", "nothing_in_scope", [])
    undated = "note: 1 article without a date was left out; `qa list --undated` shows those there are\n"
    assert qa(capsys, "search", *asked[1:]) == ("", f"{undated}nothing found\n")
