"""From URLs to documents: pages as they are, feeds and sitemaps opened, each place once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import httpx

from index.errors import FetchError
from index.fetching.addresses import PublicOnly
from index.fetching.documents import Links, check_kind, read
from index.fetching.exchange import Exchange, Intake
from index.fetching.fetched import Fetched, FetchProblem, Limits
from index.fetching.transport import Guard, Resolve, system_resolve
from index.fetching.urls import join, parse
from index.fetching.visiting import Robots, Visitor


def fetch(
    urls: Iterable[str],
    *,
    limits: Limits = Limits(),  # noqa: B008 (it is frozen)
    policy: PublicOnly = PublicOnly(),  # noqa: B008 (it has no state)
    resolve: Resolve = system_resolve,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    tell: Callable[[str, int, int], None] | None = None,
) -> Iterator[Fetched | FetchProblem]:
    """Yield each document that `urls` lead to, or what is wrong with it.

    A URL may be a page, a PDF, a text, an RSS or Atom feed, or a sitemap; the links of the latter are fetched after
    all given URLs. Documents come in a fixed order, one request at a time. A URL that was there before, normalised, is
    passed over; every other gives a document, its links, or a `FetchProblem`. No error of a URL is raised.

    Each connection goes to an address that `policy` permits and that `resolve` gave, once for each host. `clock` and
    `sleep` are in seconds; `tell` is called with (url, documents tried, documents known) before each document.
    """
    visitor = Visitor(Exchange(Guard(policy, resolve), limits), limits, clock, sleep)
    yield from _Crawl(visitor, limits, tell).run(urls)


@dataclass(frozen=True, slots=True)
class _Task:
    """A place to request, `depth` lists deep; `is_list` if a sitemap index names it."""

    address: httpx.URL
    depth: int = 0
    is_list: bool = False


class _Crawl:
    """One run of `fetch`: what waits, what was seen, and what may still come."""

    def __init__(self, visitor: Visitor, limits: Limits, tell: Callable[[str, int, int], None] | None) -> None:
        self._visitor = visitor
        self._limits = limits
        self._intake = Intake(limits.size, check=check_kind)
        self._tell = tell
        self._robots = Robots(visitor, limits.robots_size)
        self._waiting: deque[_Task] = deque()
        self._seen: set[httpx.URL] = set()
        self._room = {False: limits.most, True: limits.lists}  # by whether it is a list

    def run(self, urls: Iterable[str]) -> Iterator[Fetched | FetchProblem]:
        """Yield all that `urls` lead to, those that cannot be requested first."""
        for url in urls:
            try:
                address = parse(url)
            except FetchError as error:
                yield FetchProblem.of(url, error.message)
                continue
            if not self._offer(_Task(address)):
                yield FetchProblem.of(url, f"the limit of {self._limits.most:,} documents is reached")
        done = 0
        while self._waiting:
            if self._tell is not None:
                self._tell(str(self._waiting[0].address), done, done + len(self._waiting))
            done += 1
            yield from self._try(self._waiting.popleft())

    def _try(self, task: _Task) -> Iterator[Fetched | FetchProblem]:
        try:
            address, reply = self._visitor.visit(task.address, self._intake, lambda hop: self._may(hop, task.address))
            document = read(address, reply, self._limits)
            if isinstance(document, Links):
                self._open(task)
            elif task.is_list:
                raise FetchError("it is called a sitemap, but is not a sitemap")
        except FetchError as error:
            yield FetchProblem.of(str(task.address), error.message)
            return
        if isinstance(document, Links):
            yield from self._follow(document, address, task.depth + 1)
        else:
            yield document

    def _may(self, hop: httpx.URL, start: httpx.URL) -> None:
        """Raise FetchError if `hop` is not to be requested."""
        if hop != start:
            # Reported, because many articles that all lead to one login page are missing, not duplicates.
            if hop in self._seen:
                raise FetchError("that page is fetched separately")
            self._seen.add(hop)
        self._robots.check(hop)

    def _offer(self, task: _Task) -> bool:
        """Queue `task` unless it is known; return False if there is no room for it."""
        if task.address in self._seen:
            return True
        if not self._spend(task.is_list):
            return False
        self._seen.add(task.address)
        self._waiting.append(task)
        return True

    def _spend(self, is_list: bool) -> bool:
        """Take the room of one list or document; return False if there is none."""
        if self._room[is_list] <= 0:
            return False
        self._room[is_list] -= 1
        return True

    def _open(self, task: _Task) -> None:
        """Count a list; raise FetchError if there are too many, or it is too deep."""
        if not task.is_list:
            self._room[False] += 1  # it was not a document after all
            if not self._spend(is_list=True):
                raise FetchError(f"the limit of {self._limits.lists:,} feeds and sitemaps is reached")
        if task.depth >= self._limits.depth:
            raise FetchError(f"feeds and sitemaps are opened only {self._limits.depth} deep, one in another")

    def _follow(self, links: Links, address: httpx.URL, depth: int) -> Iterator[FetchProblem]:
        left_out = 0
        for link in links.found:
            try:
                task = _Task(join(address, link), depth, links.lists)
            except FetchError as error:
                # A bad link takes room too, so that a list of bad links ends as well.
                if self._spend(links.lists):
                    yield FetchProblem.of(link, error.message)
                else:
                    left_out += 1
                continue
            left_out += not self._offer(task)
        if left_out:
            most = f"{self._limits.lists:,} feeds and sitemaps" if links.lists else f"{self._limits.most:,} documents"
            yield FetchProblem.of(str(address), f"{left_out:,} of its links are left out: the limit is {most}")
