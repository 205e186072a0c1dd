"""The chat line by line: for pipes, for simple terminals, and for screen readers."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable

from index.errors import BadInputError, KutipError
from index.text.cleaning import clean_line
from index.values import Article, Span
from qa import wording
from qa.answer.nearest import nearest
from qa.chat import scope
from qa.chat.session import ChatLine, Session
from qa.completeness import reading
from qa.conversations import Turn
from qa.faces.cli import plain_lines, show, verdicts, writing
from qa.faces.cli.exits import Exit
from qa.faces.cli.progress import EVERY_SECONDS
from qa.faces.cli.talk import say
from qa.faces.tui.commands import EXACT, Command, How, command_of, narrowed, number_in, paths_in, read
from qa.faces.tui.exporting import export
from qa.faces.tui.registry import COMMANDS
from qa.library import Library
from qa.news import Followed
from qa.output import pack
from qa.values import Answer

SCREEN_ONLY = frozenset(("edit", "copy", "stop", "import", "theme", "settings"))
"""Commands that only the full screen has."""

OFFERED = tuple(name for name in COMMANDS if name not in SCREEN_ONLY)
"""The commands that there are line by line."""


class PlainChat:
    """A conversation line by line; `ended` says that it was left."""

    def __init__(self, library: Library, conversation_id: str | None, *, echoes: bool) -> None:
        self.ended = False
        self._library, self._echoes = library, echoes
        self._session = Session(library, conversation_id)
        self._page = show.Page()
        self._tasks: frozenset[str] = frozenset()
        self._warned: set[str] = set()
        self._tell_changed()

    def take(self, line: str) -> None:
        """Do what a line says; raise KutipError if that cannot be done."""
        command = None if scope.asks_again(line) else command_of(line)
        if command is None:
            self._ask(line)
        elif command.name in SCREEN_ONLY:
            raise BadInputError(f"/{command.name} is for the full screen", "`/help` lists what there is here")
        else:
            self._do(command)

    def close(self) -> None:
        """Say where the conversation is kept."""
        if self._session.conversation is not None:
            say(f"kept as conversation {self._session.conversation.conversation_id}")

    def _ask(self, line: str, *, is_all: bool = False, any_time: bool = False) -> None:
        how = How(line.startswith(EXACT), not line, is_all, any_time)
        asked = read(self._session, line.removeprefix(EXACT), how)
        if asked.question is None:
            say(scope.in_words(asked.filters))
            return
        if self._echoes and line:
            self._page.line(f"> {clean_line(line)}")
        searched = asked.understood.searched
        if searched != clean_line(line):
            self._page.line(f"Searched: {clean_line(searched)}")
        turn = self._all(asked) if is_all else self._nearest(asked)
        plain_lines.answer(self._page, turn.answer)
        self._page.line()
        for warning in self._library.warnings():
            if warning not in self._warned:
                say(f"note: {warning}")
                self._warned.add(warning)
        self._session.keep(turn)

    def _nearest(self, asked: ChatLine) -> Turn:
        follow = writing.following(self._library, self._page)
        write, translate = "write" in self._tasks, "translate" in self._tasks
        return self._session.ask(asked, follow=follow, write=write, translate=translate)

    def _all(self, asked: ChatLine) -> Turn:
        """Read on for all answers; Ctrl+C ends it with what was found."""
        told = time.monotonic()

        def go_on(answer: Answer) -> bool:
            nonlocal told
            if answer.extent is not None and time.monotonic() - told >= EVERY_SECONDS:
                say(f"{reading(answer.extent)}; Ctrl+C stops it")
                told = time.monotonic()
            return True

        return self._session.ask_all(asked, go_on)

    def _do(self, command: Command) -> None:
        doing: dict[str, Callable[[Command], None]] = {
            "help": lambda _: self._help(),
            "new": lambda _: self._go_to(None),
            "history": self._history,
            "resume": lambda c: self._go_to(self._library.conversations.get(c.rest).conversation_id),
            "rename": self._rename,
            "delete": self._delete,
            "export": self._export,
            "save": self._save,
            "anytime": lambda _: self._ask("", any_time=True),
            "all": lambda c: self._ask(c.rest, is_all=True),
            "people": self._people,
            "timeline": self._timeline,
            "check": self._check,
            "follow": lambda c: say(f"followed: {self._follow(c).told}"),
            "unfollow": lambda c: say(f"no longer followed: {self._library.unfollow(number_in(c)).question}"),
            "news": lambda _: self._news(),
            "open": self._open,
            "near": self._near,
            "write": self._toggle,
            "translate": self._toggle,
            "quit": lambda _: setattr(self, "ended", True),
        }
        doing.get(command.name, self._narrow)(command)

    def _follow(self, command: Command) -> Followed:
        return self._library.follow(self._session.meant(command.rest), self._session.filters)

    def _help(self) -> None:
        self._page.line("A line is a question, a scope such as: only OUTLET, since 2019-09, or a command:")
        for name in OFFERED:
            self._page.line(f"{COMMANDS[name].usage}: {COMMANDS[name].does}")
        self._page.line("A line that begins with = is searched as it is; again asks the last question once more.")

    def _go_to(self, conversation_id: str | None) -> None:
        self._session = Session(self._library, conversation_id)
        own = self._session.conversation
        say(f"goes on with {clean_line(own.title)}" if own else "a new conversation")
        self._tell_changed()

    def _tell_changed(self) -> None:
        """Say of which quotes of the conversation the articles are changed or gone."""
        for turn in self._session.turns:
            for number, line in self._session.changed(turn.answer).items():
                say(f"note: quote {number} of “{clean_line(turn.question)}”: {line}")

    def _history(self, command: Command) -> None:
        kept = self._library.conversations
        for each in kept.search(command.rest) if command.rest else kept.list():
            told = f"{each.last_asked:%Y-%m-%d}, {each.turns} question(s): {clean_line(each.title)}"
            self._page.line(f"{each.conversation_id}, {told}")

    def _rename(self, command: Command) -> None:
        if (own := self._session.conversation) is None:
            raise BadInputError("this conversation has no question yet", "ask something first")
        self._library.conversations.rename(own.conversation_id, command.rest)
        say(f"renamed to {clean_line(command.rest)}")

    def _delete(self, command: Command) -> None:
        gone = self._library.conversations.delete(command.rest)
        say(f"deleted {clean_line(gone.title)}")
        if gone.conversation_id == self._session.kept_as:
            self._session = Session(self._library)

    def _export(self, command: Command) -> None:
        self._session.turn()
        say(f"written to {export(self._session, command.rest, self._article)}")

    def _save(self, command: Command) -> None:
        say(f"written to {pack.write(paths_in(command.rest)[0], self._session.turn(), self._article)}")

    def _people(self, command: Command) -> None:
        found = self._library.people(self._session.meant(command.rest), filters=self._session.filters)
        plain_lines.people(self._page, found)

    def _timeline(self, command: Command) -> None:
        found = self._library.timeline(self._session.meant(command.rest), self._session.filters)
        plain_lines.timeline(self._page, found)

    def _check(self, command: Command) -> None:
        found = self._library.find_quote(command.rest)
        verdicts.show_verdicts(self._page, command.rest, [(each, self._article(each.article_id)) for each in found])

    def _news(self) -> None:
        found = self._library.news()
        plain_lines.news(self._page, found)
        sys.stdout.flush()  # what nobody got is not marked as seen
        self._library.mark_seen(found)
        if not found:
            say("no news")
        for each in self._library.followed():
            say(f"followed, number {each.number}: {each.told}")

    def _article(self, article_id: str) -> Article:
        return self._library.article(article_id)

    def _open(self, command: Command) -> None:
        number, cited = number_in(command), self._session.turn().answer.citations
        found = next((each for each in cited if each.number == number), None)
        if found is None:
            hint = "the numbers stand before the quotes" if cited else "`/near N` opens one of the nearest"
            raise BadInputError(f"there is no quote {number} here", hint)
        plain_lines.passage(self._page, self._article(found.article_id), Span(found.start, found.end))

    def _near(self, command: Command) -> None:
        number, near = number_in(command), nearest(self._session.turn().answer)
        if not 0 < number <= len(near):
            raise BadInputError(f"there is no article {number} here", "the numbers precede the articles")
        plain_lines.passage(self._page, near[number - 1].hit.article, near[number - 1].sentence)

    def _toggle(self, command: Command) -> None:
        if command.name not in self._tasks:
            writing.begin(self._library)
        self._tasks ^= {command.name}
        say(f"note: {wording.what_model_does(command.name, on=command.name in self._tasks)}")

    def _narrow(self, command: Command) -> None:
        self._session.filters = narrowed(self._session.filters, command, self._library.outlets, self._library.tagged)
        say(scope.in_words(self._session.filters))


def plain(library: Library, conversation_id: str | None, lines: Iterable[str], *, echoes: bool = True) -> Exit:
    """Chat line by line: questions, scopes and commands; errors do not end it.

    With `echoes` every question is printed before its answer; it is not needed where it was typed. There Ctrl+C stops
    what is being done, and not the chat.
    """
    chat, worst = PlainChat(library, conversation_id, echoes=echoes), Exit.OK
    for line in lines:
        try:
            if clean_line(line):
                chat.take(clean_line(line))
        except (KutipError, OSError) as error:
            say(f"error: {wording.in_words(error)}")
            worst = Exit.PARTLY
        except KeyboardInterrupt:
            if echoes:
                raise
            say("stopped; the question is not kept")
        sys.stdout.flush()
        if chat.ended:
            break
    chat.close()
    return worst
