"""After an article is removed no face, no cache and no file has a word of it, even where that was stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import UnknownArticleError
from index.generations import generation
from index.importing import pipeline
from index.paths import LibraryPaths
from index.storage import changes
from index.storage.database import Database
from index.storage.translations import Service, Translations
from qa import Library, Shortfall
from qa.output import as_json

QUESTION = "How long is the pier of Nordwijk?"
DOLPHINS = "What do the dolphins of Karanglor eat?"
SERVICE = Service("small", "here", "id")


def written(folder: Path, word: str) -> Path:
    """Have an article about a pier in a file; its metadata, of which some are warned of, have the word too."""
    path = folder / "pier.md"
    head = f"---\ntitle: The pier of {word}\nsource: {word} Post\nlanguage: {word}\npublished: 2022-06-25\n---\n"
    text = f"The pier of Nordwijk is 410 metres long, the engineer {word} said.\n"
    path.write_text(f"{head}{text}", encoding="utf-8")
    return path


def used(library: Library, folder: Path, word: str) -> tuple[str, str]:
    """Have an article wherever a library keeps something of one; its id, and a conversation's."""
    library.follow(QUESTION)
    library.add(written(folder, f"old{word}"))
    library.add(written(folder, word))
    own = library.edit(library.search(QUESTION, 1)[0].article.article_id, title=f"Old {word}").article_id
    library.add([{"title": "Dolphins", "text": "The dolphins of Karanglor eat squid."}])
    library.tag(own, word)
    talk = library.conversation(keep=True)
    for question in (QUESTION, "who said so?", DOLPHINS):
        talk.ask(question)
    quote = library.ask(QUESTION).citations[0]
    kept = Translations(Database(LibraryPaths(library.root).database))
    kept.keep({quote.quote: f"Kata {word}"}, {quote.quote: quote.article_id}, SERVICE)
    assert kept.of([quote.quote], SERVICE)
    library.suggestions.keep(library.state(), [f"What is {word}?"])
    assert word in as_json.dumps([as_json.news(each) for each in library.news()])
    return own, talk.conversation_id or ""


def files_with(library: Library, word: str) -> list[str]:
    return [
        str(path)
        for path in sorted(library.root.rglob("*"))
        if path.is_file() and word.encode() in path.read_bytes().lower()
    ]


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("moment", [(changes, "bump_revision"), (pipeline, "live_index"), (generation, "sweep")])
def test_no_word_of_a_removed_article_is_left(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: tuple[object, str]
) -> None:
    """It is stopped within the transaction, before there is an index without it, and before the old one is deleted."""
    word = "zyxomel"
    own, conversation = used(library, tmp_path, word)
    assert files_with(library, word)
    with monkeypatch.context() as patch:
        patch.setattr(*moment, stop)
        with pytest.raises(KeyboardInterrupt):
            library.remove(own)
    if moment[0] is changes:
        assert library.remove(own)[0].title == f"Old {word}"
    else:
        with pytest.raises(UnknownArticleError):
            library.remove(own)
    assert library.is_up_to_date()
    assert files_with(library, word) == []
    first, second, third = (turn.answer for turn in library.conversations.turns(conversation))
    assert (first.shortfall, first.citations, first.hits) == (Shortfall.REMOVED, (), ())
    assert second.shortfall in (Shortfall.REMOVED, Shortfall.NOT_ANSWERED)
    assert third.citations[0].quote.startswith("The dolphins")  # what others say stays
    assert "an article that the answer came from was removed" in library.conversation(conversation).export()
    assert library.verify() == ()
