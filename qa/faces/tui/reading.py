"""The chat's sources: citations and nearest articles, opened beside the conversation."""

from __future__ import annotations

from index.values import Span
from qa.faces.tui.choosing import WithChoices
from qa.faces.tui.jump import JumpScreen, targets
from qa.faces.tui.places import cited_place, near_place, next_place
from qa.faces.tui.source import Place, SourcePane


class WithSources(WithChoices):
    """A chat that opens what is quoted, and goes from one citation to the next."""

    _open: tuple[int, int] | None = None
    """The open citation: turn and number."""

    def action_cite(self, turn: int, number: int) -> None:
        """Open a citation: its article, at the quote."""
        self.query_one(SourcePane).open(cited_place(self._session.turn(turn).answer, number))
        self._open = turn, number

    def action_near(self, turn: int, number: int) -> None:
        """Open one of the nearest articles, at its sentence."""
        self.query_one(SourcePane).open(near_place(self._session.turn(turn).answer, number))

    def action_stand(self, article_id: str, start: int, end: int) -> None:
        """Open an article at some words."""
        self.query_one(SourcePane).open(Place(article_id, Span(start, end)))

    def action_source_back(self) -> None:
        """Show the place that was open before."""
        self.query_one(SourcePane).go(-1)

    def action_source_on(self) -> None:
        """Show the place that was open after this one."""
        self.query_one(SourcePane).go(1)

    def action_version(self, article_id: str) -> None:
        """Open another version of the open article."""
        self.query_one(SourcePane).open_version(article_id)

    def action_next_citation(self, forward: bool) -> None:
        """Open the citation after the open one, or before it."""
        places = [(n, c.number) for n, turn in enumerate(self._session.turns) for c in turn.answer.citations]
        if place := next_place(places, self._open, forward):
            self.action_cite(*place)

    def action_jump(self) -> None:
        """Label all that can be clicked, for a key to open it."""
        if len(self.screen_stack) > 1:
            return
        if found := targets(self.screen):
            self.push_screen(JumpScreen(found, self.run_action))
        else:
            self.notify("nothing to jump to is in view", markup=False)

    def action_toggle_sources(self) -> None:
        """Show the source, then give it every row, then hide it."""
        self.query_one(SourcePane).grow()
