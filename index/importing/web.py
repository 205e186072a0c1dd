"""Documents from the web as articles: fetched, and read as files are."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from index.fetching import Fetched, FetchProblem, fetch
from index.formats import FileReader, ReadArticle
from index.text.language import IdentifyLanguage
from index.values import Problem


def read_web(
    urls: Iterable[str],
    identify: IdentifyLanguage,
    tell: Callable[[int, int], None],
    get: Callable[..., Iterator[Fetched | FetchProblem]] = fetch,
    *,
    within: Path | None = None,
) -> Iterator[ReadArticle | Problem]:
    """Yield the articles at `urls` and in the feeds and sitemaps among them, and problems.

    An article's origin and address are its URL after redirects. `tell` gets (done, known) before each document.
    They lie in a folder `within` another while they are read.
    """
    with TemporaryDirectory(prefix="kutip-", dir=within) as folder, FileReader(identify) as reader:
        for found in get(urls, tell=lambda _, done, known: tell(done, known)):
            if isinstance(found, FetchProblem):
                yield Problem(found.url, found.reason)
                continue
            path = Path(folder, f"document{found.suffix}")
            path.write_bytes(_content(found))
            path.with_suffix(".yaml").write_text(yaml.safe_dump({"url": found.url}), encoding="utf-8")
            for result in reader.read(path):
                if isinstance(result, Problem):
                    yield Problem(found.url, result.reason, result.kind)
                else:
                    yield replace(result, origin=found.url)


def _content(found: Fetched) -> bytes:
    """Return the content, in UTF-8 with its mark if the server names another encoding."""
    if found.charset is None or found.suffix == ".pdf" or found.content.startswith(codecs.BOM_UTF8):
        return found.content
    try:
        return codecs.BOM_UTF8 + found.content.decode(found.charset).encode()
    except (UnicodeError, LookupError):
        return found.content  # the server is wrong, and the page itself may tell
