from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from index.formats import ReadArticle, find_files, read_paths
from index.text.language import LanguageIdentifier
from index.text.sentences import split_sentences
from index.values import Article
from tests.support import SEEDS

ORIGINAL = SEEDS / "001-putin-lukashenko-iskander.txt"
WRITTEN = sorted(SEEDS.glob("*.md"))[:-1]  # the last is README.md
PAIR = (SEEDS / "014-webb-first-images.md", SEEDS / "015-webb-first-pictures-wire.md")


def ask_nobody(text: str) -> str:
    raise AssertionError("every seed declares its language")


def article_of(path: Path) -> Article:
    (found,) = read_paths([path], ask_nobody)
    assert isinstance(found, ReadArticle), found
    return found.article


def sentences(path: Path) -> tuple[str, ...]:
    text = article_of(path).text
    return tuple(span.of(text) for span in split_sentences(text, "en"))


@pytest.fixture(scope="module")
def seeds() -> tuple[Article, ...]:
    return tuple(article_of(path) for path in find_files([SEEDS]) if isinstance(path, Path))


@pytest.fixture(scope="module")
def identifier(tmp_path_factory: pytest.TempPathFactory) -> LanguageIdentifier:
    return LanguageIdentifier(tmp_path_factory.mktemp("language"))


def test_there_are_25_numbered_articles_and_no_two_are_one(seeds: tuple[Article, ...]) -> None:
    files = [path for path in find_files([SEEDS]) if isinstance(path, Path)]
    assert [path.name[:4] for path in files] == [f"{number:03}-" for number in range(1, 26)]
    assert len({article.article_id for article in seeds}) == len({article.title for article in seeds}) == 25
    assert len(WRITTEN) == 24


def test_the_first_is_the_original_to_the_byte() -> None:
    raw = ORIGINAL.read_bytes()
    assert hashlib.sha256(raw).hexdigest() == "f6f95bd7e471f21e4b2c6ab9517624a2256bdaf2f0056d7cdedcf7075eff0205"
    assert len(raw.decode().split("\n")) == 18
    assert not raw.endswith(b"\n")


def test_the_original_is_imported_unchanged() -> None:
    article = article_of(ORIGINAL)
    assert article.text == ORIGINAL.read_bytes().decode()
    assert article.sha256 == "f6f95bd7e471f21e4b2c6ab9517624a2256bdaf2f0056d7cdedcf7075eff0205"
    assert (article.source, article.published, article.language) == ("Intisari-Online", date(2022, 6, 25), "id")
    assert (
        article.title == "Putin janjikan Iskander-M kepada Lukashenko, tetapi tolak usul tanggapan cermin terhadap NATO"
    )


def test_twelve_are_english_and_thirteen_indonesian(seeds: tuple[Article, ...]) -> None:
    assert Counter(article.language for article in seeds) == {"id": 13, "en": 12}


def test_detection_agrees_with_what_is_declared(seeds: tuple[Article, ...], identifier: LanguageIdentifier) -> None:
    declared = {article.title: article.language for article in seeds}
    assert {article.title: identifier.detect(article.text) for article in seeds} == declared


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name[:3])
def test_each_declares_title_source_day_and_language(path: Path) -> None:
    given = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    assert (
        {"title", "source", "published", "language"}
        <= set(given)
        <= {
            "title",
            "source",
            "author",
            "published",
            "language",
        }
    )
    assert given["title"].strip()
    assert given["source"].strip()
    assert isinstance(given["published"], date)
    assert given["language"] in ("en", "id")
    article = article_of(path)
    assert (article.title, article.source, article.published, article.language) == (
        given["title"],
        given["source"],
        given["published"],
        given["language"],
    )


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name[:3])
def test_each_is_of_150_to_400_words(path: Path) -> None:
    assert 150 <= len(article_of(path).text.split()) <= 400


@pytest.mark.parametrize("path", [ORIGINAL, *WRITTEN], ids=lambda path: path.name[:3])
def test_the_table_tells_of_each(path: Path) -> None:
    article = article_of(path)
    row = f"| `{path.name}` | {article.language} | {article.published} |"
    assert (SEEDS / "README.md").read_text(encoding="utf-8").count(row) == 1


def test_the_syndicated_pair_shares_four_fifths_of_its_sentences() -> None:
    first, second = (set(sentences(path)) for path in PAIR)
    assert len(first & second) >= 0.8 * min(len(first), len(second))


def test_the_syndicated_copy_has_no_sentence_of_its_own() -> None:
    first, second = (sentences(path) for path in PAIR)
    nearest = [max(difflib.SequenceMatcher(None, copy, other).ratio() for other in first) for copy in second]
    assert min(nearest) >= 0.9
    assert (len(first), len(second), nearest.count(1.0)) == (17, 16, 13)
