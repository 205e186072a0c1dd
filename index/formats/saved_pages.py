"""The folders that browsers write beside a page that they save whole."""

from __future__ import annotations

from collections.abc import Set
from pathlib import PurePosixPath

from index.formats.kinds import FileKind, format_of

# "Harbour.html" has "Harbour_files" beside it, or its name in the browser's language.
_ENDINGS = (
    "_files", ".files", "_file", "-files", " files", "-dateien", "_dateien", "_fichiers", "-fichiers", "_archivos",
    "_ficheros", "_arquivos", "_ficheiros", "_bestanden", "-bestanden", "-filer", "_filer", "_tiedostot", "_pliki",
    "_soubory", "_subory", "_elemei", "_dosyalar", "_datoteke", "_fitxers", "_failid", "_fails", "_bylos", "_fajlovi",
    "_fitxategiak", "_berkas", "_файлы", ".fld",
)  # fmt: skip


def page_of(name: str) -> str | None:
    """Return the name of a page without its ending; None for another file.

    `name` may have folders before it; case does not matter.
    """
    form = format_of(PurePosixPath(name).name)
    return str(PurePosixPath(name).with_suffix("")).casefold() if form and form.kind is FileKind.HTML else None


def belongs_to_page(folder: str, pages: Set[str]) -> bool:
    """Whether a folder, or one around it, has the parts of one of `pages`.

    These are named as by `page_of`.
    """
    path = PurePosixPath(folder.casefold())
    return any(
        str(each)[: -len(ending)] in pages
        for each in (path, *path.parents)
        for ending in _ENDINGS
        if each.name.endswith(ending)
    )
