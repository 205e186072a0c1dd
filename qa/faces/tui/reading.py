"""The chat's sources: citations and nearest articles, opened beside the conversation."""

from __future__ import annotations

from index.errors import BadInputError
from index.values import Span
from qa.answer.nearest import nearest
from qa.faces.tui.base import ChatBase
from qa.faces.tui.source import SourcePane
from qa.faces.tui.turns import citation_of, next_place


class WithSources(ChatBase):
    """A chat that opens what is quoted, and goes from one citation to the next."""

    _open: tuple[int, int] | None = None
    """The open citation: turn and number."""

    def action_cite(self, turn: int, number: int) -> None:
        """Open a citation: its article, at the quote."""
        found = citation_of(self._session.turn(turn).answer, number)
        self.query_one(SourcePane).open(found.article_id, Span(found.start, found.end), found.copies)
        self._open = turn, number

    def action_near(self, turn: int, number: int) -> None:
        """Open one of the nearest articles, at its sentence."""
        near = nearest(self._session.turn(turn).answer)
        if not 0 < number <= len(near):
            raise BadInputError(f"there is no article {number} here", "the numbers precede the articles")
        found = near[number - 1]
        self.query_one(SourcePane).open(found.hit.article.article_id, found.sentence, found.hit.copies)

    def action_version(self, article_id: str) -> None:
        """Open another version of the open article."""
        self.query_one(SourcePane).open_version(article_id)

    def action_next_citation(self, forward: bool) -> None:
        """Open the citation after the open one, or before it."""
        places = [(n, c.number) for n, turn in enumerate(self._session.turns) for c in turn.answer.citations]
        if place := next_place(places, self._open, forward):
            self.action_cite(*place)

    def action_toggle_sources(self) -> None:
        """Show or hide the sources."""
        self.query_one(SourcePane).toggle_class("opened" if self.screen.has_class("-narrow") else "closed")
