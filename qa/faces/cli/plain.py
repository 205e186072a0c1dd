"""The chat line by line: for pipes, for simple terminals, and for screen readers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from index.errors import BadInputError, KutipError
from index.text.cleaning import clean_line
from index.values import Article, Span
from qa import wording
from qa.answer.nearest import LONGEST, nearest
from qa.chat import scope
from qa.chat.session import Session
from qa.faces.cli import show, writing
from qa.faces.cli.exits import Exit
from qa.faces.cli.talk import say
from qa.faces.tui.commands import EXACT, Command, command_of, narrowed, number_in, paths_in
from qa.faces.tui.registry import COMMANDS
from qa.library import Library
from qa.output import pack
from qa.output.files import write_new
from qa.values import Answer, AnswerStatus, Citation

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

    def _ask(self, line: str) -> None:
        asked = self._session.read(line.removeprefix(EXACT), exact=line.startswith(EXACT))
        if asked.question is None:
            say(scope.in_words(asked.filters))
            return
        if self._echoes:
            self._page.line(f"> {clean_line(line)}")
        searched = asked.understood.searched
        if searched != clean_line(line):
            self._page.line(f"Searched: {clean_line(searched)}")
        follow = writing.following(self._library, self._page)
        write, translate = "write" in self._tasks, "translate" in self._tasks
        turn = self._session.ask(asked, follow=follow, write=write, translate=translate)
        _answer(self._page, turn.answer)
        self._page.line()
        for warning in self._library.warnings():
            if warning not in self._warned:
                say(f"note: {warning}")
                self._warned.add(warning)
        self._session.keep(turn)

    def _do(self, command: Command) -> None:
        doing: dict[str, Callable[[Command], None]] = {
            "help": lambda _: self._help(),
            "new": lambda _: self._go_to(None),
            "history": self._history,
            "resume": lambda c: self._go_to(self._library.conversations.get(c.rest).conversation_id),
            "rename": self._rename,
            "delete": self._delete,
            "export": lambda c: self._written(c, lambda path: write_new(path, self._session.export())),
            "save": lambda c: self._written(c, lambda path: pack.write(path, self._session.turn(), self._article)),
            "open": self._open,
            "near": self._near,
            "write": self._toggle,
            "translate": self._toggle,
            "quit": lambda _: setattr(self, "ended", True),
        }
        doing.get(command.name, self._narrow)(command)

    def _help(self) -> None:
        self._page.line("A line is a question, a scope such as: only OUTLET, since 2019-09, or a command:")
        for name in OFFERED:
            self._page.line(f"{COMMANDS[name].usage}: {COMMANDS[name].does}")
        self._page.line("A line that begins with = is searched as it is; again asks the last question once more.")

    def _go_to(self, conversation_id: str | None) -> None:
        self._session = Session(self._library, conversation_id)
        own = self._session.conversation
        say(f"goes on with {clean_line(own.title)}" if own else "a new conversation")

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

    def _written(self, command: Command, write: Callable[..., object]) -> None:
        self._session.turn()
        write(path := paths_in(command.rest)[0])
        say(f"written to {path}")

    def _article(self, article_id: str) -> Article:
        return self._library.article(article_id)

    def _open(self, command: Command) -> None:
        number, cited = number_in(command), self._session.turn().answer.citations
        found = next((each for each in cited if each.number == number), None)
        if found is None:
            hint = "the numbers stand before the quotes" if cited else "`/near N` opens one of the nearest"
            raise BadInputError(f"there is no quote {number} here", hint)
        _passage(self._page, self._article(found.article_id), Span(found.start, found.end))

    def _near(self, command: Command) -> None:
        number, near = number_in(command), nearest(self._session.turn().answer)
        if not 0 < number <= len(near):
            raise BadInputError(f"there is no article {number} here", "the numbers precede the articles")
        _passage(self._page, near[number - 1].hit.article, near[number - 1].sentence)

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

    With `echoes` every question is printed before its answer; it is not needed where it was typed.
    """
    chat, worst = PlainChat(library, conversation_id, echoes=echoes), Exit.OK
    for line in lines:
        try:
            if clean_line(line):
                chat.take(clean_line(line))
        except (KutipError, OSError) as error:
            say(f"error: {wording.in_words(error)}")
            worst = Exit.PARTLY
        sys.stdout.flush()
        if chat.ended:
            break
    chat.close()
    return worst


def _answer(page: show.Page, given: Answer) -> None:
    """Print an answer in whole lines, each of which says what it is."""
    if given.status is AnswerStatus.NOT_FOUND:
        page.line(wording.not_found(given))
        near = nearest(given)
        for number, each in enumerate(near, start=1):
            page.line(f"Nearest {number} of {len(near)}. {_about(each.hit.article, given)}. {each.hit.article.title}")
            page.line(wording.snippet(each.text, LONGEST))
    elif given.short:
        page.line(f"Answer: {given.short}")
    for line in (wording.DISAGREEMENT,) if given.disagreement else ():
        page.line(line)
    for line in wording.agreements(given):
        page.line(line)
    for cited in given.citations:
        page.line(f"Quote {cited.number} of {len(given.citations)}. {_about(cited, given)}. {cited.title}")
        before, after = wording.marks_around(cited.quote)
        page.line(f"{before}{cited.quote}{after}")
        if translation := given.translation_of(cited.number):
            said = "".join(text for text, _ in translation.parts)
            page.line(f"{wording.translated_by(translation).capitalize()}: {said}")
            for line in filter(None, (wording.not_agreeing(translation),)):
                page.line(line)
    for line in (*wording.notes(given), *((wording.dropped(given),) if given.dropped else ())):
        page.line(line)


def _about(source: Article | Citation, given: Answer) -> str:
    """Return who published a source, when and in which other language, in words."""
    language = wording.other_language(source.language, given.language)
    known = [wording.written(part) for part in (source.source, source.published, language) if part]
    return ", ".join(known) or "Unknown outlet"


def _passage(page: show.Page, article: Article, quote: Span) -> None:
    """Print what an article is, and its paragraph with the quote."""
    page.line(article.title)
    page.line(wording.facts(article))
    start = article.text.rfind("\n", 0, quote.start) + 1
    end = article.text.find("\n", quote.end)
    page.line(article.text[start : end if end >= 0 else None])
    page.line(f"The whole article: qa show {article.article_id}")
