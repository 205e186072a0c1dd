"""Draw the picture of the chat: ask the sample question in the real chat over the sample library, and export it."""

from __future__ import annotations

import asyncio
import math
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.faces.tui.app import ChatApp
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.settings import ChatSettings
from qa.faces.tui.source import SourcePane
from qa.library import Library
from qa.values import Event

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "chat.svg"
QUESTION = "what did Putin promise Belarus"
SIZE = (132, 32)
"""Columns and lines."""

_FONTS = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_FAMILY = re.compile(r"font-family: (Fira Code|arial)[^;]*;")


class PatientLibrary(Library):
    """A library whose reader reads everything that was found, so that the picture does not depend on the machine."""

    def stream(self, question: str, *_: Any, **named: Any) -> Iterator[Event]:
        """Answer as `Library.stream` does, without a limit of time."""
        return super().stream(question, **{**named, "budget_ms": math.inf})


async def draw(library: Library) -> str:
    """Return the chat as SVG once the question is answered and its first source is open."""
    app = ChatApp(library, ChatSettings())
    async with app.run_test(size=SIZE) as pilot:
        app.query_one(Prompt).value = QUESTION
        await pilot.press("enter")
        await pilot.pause()
        pane = app.query_one(ConversationPane)
        while pane.is_busy:
            await pilot.pause(0.05)
        if not (pane.session.turns and pane.session.turns[-1].answer.citations):
            raise SystemExit("the sample question was not answered; nothing was drawn")
        await pilot.pause(0.5)
        app.query_one(SourcePane).scroll_home(animate=False)  # to the title of the article, above the quote
        await pilot.pause(0.2)
        return app.export_screenshot(title="qa chat")


def without_web_fonts(svg: str) -> str:
    """Return the picture with fonts that machines have, so that it loads nothing from the web."""
    return _FAMILY.sub(f"font-family: {_FONTS};", _FACE.sub("", svg))


def main() -> None:
    """Build the sample library, draw, write."""
    with tempfile.TemporaryDirectory() as folder, PatientLibrary.create(Path(folder) / "library") as library:
        library.add([ROOT / "seeds"])
        library.prepare()
        PICTURE.write_text(without_web_fonts(asyncio.run(draw(library))), encoding="utf-8")
    print(f"wrote {PICTURE.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
