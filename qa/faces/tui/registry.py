"""The chat's commands, once: menu, palette, help and documentation are made from this list.

The plain chat shares it, so nothing here loads a screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

WORDS = "[WORDS]"
"""The argument of commands that take a question or words to look for."""


class Need(Enum):
    """What a command needs; the value says why it is not possible without."""

    QUESTION = "nothing was asked yet"
    CITATION = "the last answer has no citation"
    NEAREST = "nothing is nearest: ask something that is not found"
    SCOPE = "all articles are asked already"
    KEPT = "no conversation is kept yet"
    FREE = "an answer is being found"
    MODEL = "no language model is set up"
    QUIET = "an import is running"
    RUNNING = "nothing is running"
    DAYS = "the last answer was not limited to days"
    FOLLOWED = "no question is followed yet"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command without its slash.

    `does` says what it does; `argument` names what comes after it, in brackets if it may be left out. It is also found
    by its `keywords`. `action` is the id of the key that does the same.
    """

    name: str
    does: str
    argument: str = ""
    keywords: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    action: str = ""

    @property
    def wants_argument(self) -> bool:
        """Return whether it does nothing without its argument."""
        return bool(self.argument) and not self.argument.startswith("[")

    @property
    def usage(self) -> str:
        """Return the command as it is typed, with its argument."""
        return f"/{self.name} {self.argument}".rstrip()

    def why_not(self, met: frozenset[Need]) -> str | None:
        """Return why it is not possible while only these needs are met, else None."""
        return next((need.value for need in self.needs if need not in met), None)


_ENTRIES = (
    Entry("help", "show how to ask, all keys, and all commands", keywords=("keys", "manual", "?"), action="help"),
    Entry("new", "begin a new conversation", keywords=("clear", "reset", "begin"), needs=(Need.FREE,)),
    Entry(
        "history",
        "find a kept conversation by its words, and go on with it",
        WORDS,
        ("resume", "conversations", "threads", "search", "list"),
        (Need.KEPT,),
        "history",
    ),
    Entry("resume", "go on with a conversation, by the beginning of its id", "ID", ("continue",), (Need.KEPT,)),
    Entry("rename", "give this conversation another title", "TITLE", ("title", "name"), (Need.QUESTION,)),
    Entry("delete", "delete a conversation, by the beginning of its id", "ID", ("remove", "forget"), (Need.KEPT,)),
    Entry(
        "export",
        "write this conversation, or the last answer, to a file",
        "FILE",
        ("markdown", "bibtex", "ris", "csl", "csv", "references"),
        (Need.QUESTION,),
    ),
    Entry("since", "ask only articles from a day, month or year on", "DATE", ("from", "after", "date", "scope")),
    Entry("until", "ask only articles up to a day, month or year", "DATE", ("to", "before", "date", "scope")),
    Entry("source", "ask only these outlets, separated by commas", "OUTLETS", ("outlet", "newspaper", "only", "scope")),
    Entry("language", "ask only these languages, by code", "CODES", ("english", "indonesian", "only", "scope")),
    Entry("tag", "ask only articles with these tags", "TAGS", ("label", "only", "scope")),
    Entry("everything", "ask all articles again", "", ("unscope", "reset", "everywhere"), (Need.SCOPE,)),
    Entry("anytime", "ask the last question again, of whatever days", "", ("days", "always"), (Need.DAYS,)),
    Entry("all", "read on, and quote every article that answers", WORDS, ("complete", "count", "more")),
    Entry("people", "show who says what about it, by speaker", WORDS, ("speakers", "who", "voices")),
    Entry("timeline", "show what the articles say about it by date", WORDS, ("dates", "when", "history")),
    Entry("check", "look for a quote in all articles, to the letter", "QUOTE", ("verify", "stands", "letter")),
    Entry("follow", "tell what later articles answer to it", WORDS, ("standing", "watch", "alert")),
    Entry("unfollow", "follow a question no more, by its number in /news", "N", ("forget",), (Need.FOLLOWED,)),
    Entry("news", "show what is new of followed questions", "", ("followed", "fresh", "new"), (Need.FOLLOWED,)),
    Entry("edit", "edit what was searched last", "", ("change", "again", "retry"), (Need.QUESTION,), "edit_search"),
    Entry("open", "open a citation by its number; /1 is short for it", "N", ("quote", "cite"), (Need.CITATION,)),
    Entry("near", "open one of the nearest articles by its number", "N", ("nearest", "similar"), (Need.NEAREST,)),
    Entry(
        "copy",
        "copy the last answer, or the quote with this number",
        "[N]",
        ("clipboard", "yank"),
        (Need.QUESTION,),
        "copy_answer",
    ),
    Entry("save", "save the last answer with its proof, an evidence pack", "FILE", ("zip", "pack"), (Need.QUESTION,)),
    Entry("stop", "stop reading on, or the import; what is in stays", "", ("cancel", "abort", "end"), (Need.RUNNING,)),
    Entry("import", "add files and folders while you go on asking", "PATHS", ("add", "files"), (Need.QUIET,)),
    Entry(
        "write",
        "let a language model write from the quotes, or no longer",
        keywords=("model", "summary", "llm"),
        needs=(Need.MODEL,),
    ),
    Entry(
        "translate",
        "let it translate quotes in other languages, or no longer",
        keywords=("model", "llm"),
        needs=(Need.MODEL,),
        action="translate",
    ),
    Entry("theme", "choose the colours, or take those of this name", "[NAME]", ("colors", "dark", "light", "contrast")),
    Entry("settings", "show where the settings are, and each with its value", keywords=("config", "keys", "options")),
    Entry("quit", "leave; the conversation is kept", keywords=("exit", "leave", "bye"), action="quit"),
)

COMMANDS: dict[str, Entry] = {entry.name: entry for entry in _ENTRIES}
"""Every command by its name, in the order in which they are listed."""


def possible(met: frozenset[Need]) -> Iterator[Entry]:
    """Yield the commands that are possible while these needs are met, in order."""
    return (entry for entry in COMMANDS.values() if entry.why_not(met) is None)


def matching(typed: str) -> tuple[Entry, ...]:
    """Return the commands that what is `typed` after the slash may mean, likeliest first.

    First come names that begin with it, then names that contain it, keywords and words of sentences that begin with
    it, and names with its letters in this order; within each, the order of the list. One letter that begins names
    means only those.
    """
    sought = typed.casefold()
    found = [(rank, entry) for entry in COMMANDS.values() if (rank := _rank(sought, entry)) is not None]
    only_names = len(sought) == 1 and any(rank == 0 for rank, _ in found)
    return tuple(entry for rank, entry in sorted(found, key=lambda each: each[0]) if rank == 0 or not only_names)


def completed(entry: Entry) -> str:
    """Return what stands in the prompt once a command is chosen."""
    return f"/{entry.name} " if entry.argument else f"/{entry.name}"


def awaited(typed: str) -> str:
    """Return the argument that the line so far waits for, else an empty string."""
    entry = COMMANDS.get(typed[1:-1]) if typed.startswith("/") and typed.endswith(" ") else None
    return entry.argument if entry else ""


def _rank(sought: str, entry: Entry) -> int | None:
    fits = (
        entry.name.startswith(sought),
        sought in entry.name,
        any(word.startswith(sought) for word in entry.keywords),
        any(word.startswith(sought) for word in entry.does.casefold().split()),
        entry.name.startswith(sought[:1]) and _has_letters(entry.name, sought),
    )
    return next((rank for rank, fit in enumerate(fits) if fit), None)


def _has_letters(name: str, sought: str) -> bool:
    """Return whether the letters of `sought` are in `name`, in this order."""
    letters = iter(name)
    return all(letter in letters for letter in sought)
