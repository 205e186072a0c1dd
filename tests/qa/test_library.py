from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import (
    BadInputError,
    IndexMissingError,
    LibraryBusyError,
    NoLibraryError,
    StoreError,
    UnknownArticleError,
)
from index.importing.pipeline import Stage, writer
from index.paths import LibraryPaths
from index.values import Retriever
from qa import Answer, AnswerStatus, Library, Shortfall, make_article
from qa.values import Timings

FERRY = make_article(text="The ferry to Gotland sails twice a day.", title="Ferry", source="Post", language="en")
NO_TIME = Timings(0.0, 0.0, 0.0)
SOUGHT = {Shortfall.NOTHING_NEAR, Shortfall.PREMISE_ABSENT, Shortfall.NOT_ANSWERED}

ENGLISH = (
    "When was the James Webb telescope launched?",
    "How much did the Webb telescope cost?",
    "Who won the world chess championship in 2024?",
    "How many people did the eruption of Tambora kill?",
    "Which countries signed the Black Sea grain deal?",
    "How fast is the train between Jakarta and Bandung?",
    "When did UNESCO recognise batik?",
    "What did the G20 leaders say about Ukraine?",
    "Who invented the telephone?",
    "What is the capital of Mongolia?",
)
INDONESIAN = (
    "Berapa banyak pengungsi dari Ukraina?",
    "Kapan Wolbachia diuji di Yogyakarta?",
    "Berapa korban tewas tragedi Kanjuruhan?",
    "Mengapa Indonesia melarang ekspor minyak sawit?",
    "Di mana bom nuklir B61 disimpan?",
    "Apa itu Iskander-M?",
    "Siapa juara dunia catur termuda?",
    "Kapan ibu kota pindah ke Nusantara?",
    "Siapa presiden pertama Brasil?",
    "Berapa harga emas hari ini?",
)


def assert_verbatim(library: Library, answer: Answer) -> None:
    for citation in answer.citations:
        article = library.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote
        assert (citation.title, citation.source, citation.published) == (
            article.title,
            article.source,
            article.published,
        )


# The sample library


@pytest.mark.parametrize("question", ["quantum chromodynamics of gluons", "siapa pemenang Piala Dunia 2030?"])
def test_what_the_sample_does_not_tell(sample: Library, question: str) -> None:
    answer = sample.ask(question)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.shortfall in SOUGHT
    assert (answer.text, answer.citations) == ("", ())
    assert [hit.rank for hit in answer.hits] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("question", [*ENGLISH, *INDONESIAN])
def test_every_answer_is_proved_or_typed_as_none(sample: Library, question: str) -> None:
    answer = sample.ask(question)
    assert_verbatim(sample, answer)
    assert answer.question == question
    assert len(answer.hits) == 5
    assert 0.0 <= answer.confidence <= 1.0
    assert answer.dropped == 0
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert [sentence.citations for sentence in answer.sentences] == [(c.number,) for c in answer.citations]
    if answer.status is AnswerStatus.ANSWERED:
        assert answer.citations
        assert answer.shortfall is None
    else:
        assert answer.status is AnswerStatus.NOT_FOUND
        assert (answer.citations, answer.sentences, answer.text) == ((), (), "")
        assert answer.shortfall in SOUGHT


def test_two_runs_are_identical(sample: Library) -> None:
    root = sample.status().root
    for question in (ENGLISH[0], INDONESIAN[0], "what did Putin promise Belarus"):
        first = sample.ask(question)
        with Library.open(root) as again:
            second = again.ask(question)
        assert replace(first, timings=NO_TIME) == replace(second, timings=NO_TIME)
        assert first.timings.total_ms >= first.timings.retrieval_ms > 0


@pytest.mark.parametrize("k", [1, 7, 30])
def test_the_number_of_hits_does_not_change_the_answer(sample: Library, k: int) -> None:
    usual, other = sample.ask(ENGLISH[0]), sample.ask(ENGLISH[0], k=k)
    assert len(other.hits) == k
    shortest = min(5, k)
    assert other.hits[:shortest] == usual.hits[:shortest]
    assert other.citations[:1] == usual.citations[:1]


def test_a_hit_says_where_it_is_and_who_found_it(sample: Library) -> None:
    hits = sample.search("Iskander-M missile", 4)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert 0.0 <= hit.score <= 1.0
    assert {signal.retriever for signal in hits[0].signals} == {Retriever.BM25, Retriever.DENSE}


# Opening and making


def test_a_library_is_made_once_and_opened_after(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "library"
    with pytest.raises(NoLibraryError, match="no library") as caught:
        Library.open(root)
    assert "qa add" in caught.value.hint
    assert not root.exists()
    with Library.create(root) as made:
        assert made.articles() == ()
        assert made.add_articles([FERRY]).added == 1
    with Library.create(str(root)) as again:
        assert [summary.title for summary in again.articles()] == ["Ferry"]
    with Library.open(root) as opened:
        assert opened.article(FERRY.article_id) == FERRY


def test_the_default_path_is_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUTIP_LIBRARY", str(tmp_path / "mine"))
    with Library.create() as made:
        assert made.status().root == tmp_path / "mine"
    with Library.open() as opened:
        assert opened.status().root == tmp_path / "mine"


def test_a_closed_library_answers_no_more(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as made:
        pass
    with pytest.raises(Exception, match="closed"):
        made.articles()


def test_a_path_that_is_a_file_is_no_library(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(NoLibraryError):
        Library.open(tmp_path / "file")
    with pytest.raises(StoreError, match="cannot be made"):
        Library.create(tmp_path / "file")


# Adding and removing


def test_paths_are_added_and_reported(tmp_path: Path, articles: Path) -> None:
    (articles / "bad.txt").write_bytes(bytes(10))
    told: list[tuple[Stage, int, int]] = []
    with Library.create(tmp_path / "library") as made:
        report = made.add([articles, str(articles / "a.txt")], tell=lambda *said: told.append(said))
        assert (report.added, report.unchanged, report.embedded) == (3, 1, 3)
        assert [(p.path, p.reason) for p in report.problems] == [(articles / "bad.txt", "it is binary, not text")]
        status = made.status()
        assert (status.generation, status.up_to_date) == (report.generation, True)
        assert (status.articles, status.passages, status.languages[0]) == (3, 3, ("en", 2))
        assert status.model == "embedded"
        assert status.bytes_on_disk > 0
        again = made.add([articles / "a.txt"])
    assert (again.added, again.unchanged, again.embedded, again.generation) == (0, 1, 0, report.generation)
    assert [stage for stage, done, total in told if done == total] == [Stage.READING, Stage.EMBEDDING, Stage.INDEXING]


def test_a_short_indonesian_article_is_indonesian(tmp_path: Path, articles: Path) -> None:
    with Library.create(tmp_path / "library") as made:
        made.add([articles / "b.txt"])
        assert made.status().languages == (("id", 1),)


def test_articles_of_a_program_are_added_once(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as made:
        first = made.add_articles(article for article in [FERRY, FERRY])
        second = made.add_articles([FERRY])
        assert (first.added, first.embedded, second.unchanged, second.embedded) == (1, 1, 1, 0)
        assert made.article(FERRY.article_id[:6]) == FERRY
        assert made.search("ferry to Gotland", 1)[0].article == FERRY


def test_an_article_given_twice_is_not_one_that_was_there(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as made:
        assert made.add_articles([FERRY, FERRY]).unchanged == 0


def test_what_is_removed_is_gone_everywhere(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        (hit,) = library.search("Gukesh chess champion", 1)
        before = library.status()
        assert library.remove([hit.article.article_id[:8]]) == (hit.article,)
        after = library.status()
        assert (after.articles, after.up_to_date) == (before.articles - 1, True)
        assert after.generation != before.generation
        assert hit.article.article_id not in {found.article.article_id for found in library.search("Gukesh", 100)}
        with pytest.raises(UnknownArticleError, match=hit.article.article_id):
            library.article(hit.article.article_id)
        assert library.verify() == ()


def test_an_article_removed_and_added_again_is_found_again(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as made:
        made.add_articles([FERRY])
        made.remove([FERRY.article_id])
        assert made.add_articles([FERRY]).added == 1
        assert made.search("ferry", 1)[0].article == FERRY


def test_an_id_given_twice_is_one_removal(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as made:
        made.add_articles([FERRY])
        assert made.remove([FERRY.article_id, FERRY.article_id[:6]]) == (FERRY,)


def test_one_writer_at_a_time_and_readers_at_any(tmp_path: Path) -> None:
    root = tmp_path / "library"
    with Library.create(root) as made:
        made.add_articles([FERRY])
        with writer(LibraryPaths(root)):
            for write in (made.add, lambda: made.remove([FERRY.article_id]), lambda: made.add_articles([])):
                with pytest.raises(LibraryBusyError) as caught:
                    write()
                assert caught.value.hint
            assert made.search("ferry", 1)[0].article == FERRY
        assert made.articles()[0].article_id == FERRY.article_id


def test_a_generation_that_another_commits_is_picked_up(tmp_path: Path) -> None:
    root = tmp_path / "library"
    bees = make_article(text="Bees dance to tell where flowers are.", title="Bees", language="en")
    with Library.create(root) as made, Library.open(root) as reading:
        made.add_articles([bees])
        first = reading.ask("when does the ferry to Gotland sail?")
        assert {hit.article.title for hit in first.hits} == {"Bees"}
        report = made.add_articles([FERRY])
        second = reading.ask("when does the ferry to Gotland sail?")
        assert second.hits[0].article == FERRY
        assert first.generation != second.generation == report.generation
        made.remove([FERRY.article_id])
        assert [hit.article.title for hit in reading.search("ferry", 5)] == ["Bees"]


# Asking where there is nothing


@pytest.mark.parametrize("removed", [True, False])
def test_an_empty_library_is_no_error(tmp_path: Path, removed: bool) -> None:
    with Library.create(tmp_path / "library") as made:
        made.add_articles([FERRY] if removed else [])
        made.remove([FERRY.article_id] if removed else [])
        answer = made.ask("when does the ferry sail?")
        assert (answer.status, answer.shortfall) == (AnswerStatus.NOT_FOUND, Shortfall.EMPTY_LIBRARY)
        assert (answer.text, answer.citations, answer.hits, answer.confidence) == ("", (), (), 0.0)
        assert made.search("ferry") == ()
        assert made.verify() == ()


def test_a_library_that_was_never_added_to_says_what_to_do(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as made:
        status = made.status()
        assert (status.articles, status.generation, status.up_to_date) == (0, None, False)
        with pytest.raises(IndexMissingError, match="no index yet") as caught:
            made.ask("when does the ferry sail?")
        assert "qa add" in caught.value.hint


@pytest.mark.parametrize("k", [0, -1, 1_001])
def test_k_is_checked_before_anything(tmp_path: Path, k: int) -> None:
    with Library.create(tmp_path / "library") as made:
        for ask in (made.ask, made.search):
            with pytest.raises(BadInputError, match=f"k is {k}"):
                ask("who?", k)


def test_the_size_of_what_a_writer_sweeps_away_meanwhile_is_nothing(sample_copy: Path) -> None:
    ended = threading.Event()

    def come_and_go() -> None:
        folder = sample_copy / "generations" / "staging-1" / "lexical"
        while not ended.is_set():
            folder.mkdir(parents=True)
            (folder / "terms").write_bytes(b"x" * 1_000)
            shutil.rmtree(folder.parent)

    sweeping = threading.Thread(target=come_and_go)
    sweeping.start()
    try:
        with Library.open(sample_copy) as library:
            sizes = {library.status().bytes_on_disk for _ in range(300)}
    finally:
        ended.set()
        sweeping.join()
    assert max(sizes) - min(sizes) <= 1_000
