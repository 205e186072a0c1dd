"""What was asked in kept conversations, and which of them hold some words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import KutipError
from qa.conversations import Conversation, Conversations
from qa.values import Answer, Citation

if TYPE_CHECKING:
    from qa.library import Library


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its quotes, each with outlet and day; none if not found."""

    question: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A conversation with what was asked in it; `words` is all of it without case."""

    conversation: Conversation
    exchanges: tuple[Exchange, ...]
    words: str

    @property
    def not_found(self) -> int:
        """Return how many of its questions have no answer."""
        return sum(not exchange.quotes for exchange in self.exchanges)

    def holds(self, words: Sequence[str]) -> bool:
        """Return whether all of `words`, which are without case, are in title, questions or quotes."""
        return all(word in self.words for word in words)


def past(kept: Conversations, limit: int | None = None) -> tuple[Past, ...]:
    """Return the newest conversations with a question, at most `limit`, newest first."""
    listed = [each for each in kept.list() if each.turns][:limit]
    exchanges: dict[str, list[Exchange]] = {each.conversation_id: [] for each in listed}
    for owner, question, quotes in kept.asked(list(exchanges)):
        cited = tuple((str(quote), " ".join(filter(None, known))) for quote, *known in quotes)
        exchanges[owner].append(Exchange(question, cited))
    return tuple(_past(each, tuple(exchanges[each.conversation_id])) for each in listed)


def changed_since(library: Library, answer: Answer) -> dict[int, str]:
    """Return what became of the articles of an old answer's quotes, by their numbers.

    Quotes whose articles are as they were are left out.
    """
    return {each.number: line for each in answer.citations if (line := _became(library, each))}


def _became(library: Library, citation: Citation) -> str:
    try:
        found = library.locate(citation.address)
    except KutipError:
        return "its article was removed since"
    if found.replaced is None:
        same = citation.sha256 in (None, found.article.sha256)
        return "" if same else "its article has another text since"
    has = f"also has these words: {found.now}" if found.now else f"does not have these words: {found.now_id}"
    return f"its article was replaced on {found.replaced}; as it is now, it {has}"


def _past(conversation: Conversation, exchanges: tuple[Exchange, ...]) -> Past:
    parts = [conversation.title]
    for exchange in exchanges:
        parts += [exchange.question, *(quote for quote, _ in exchange.quotes)]
    return Past(conversation, exchanges, "\n".join(parts).casefold())
