"""From URLs to documents: pages as they are, feeds and sitemaps opened, each place once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from index.errors import FetchError
from index.fetching.addresses import Policy, PublicOnly
from index.fetching.connecting import Pins, Resolve, system_resolve
from index.fetching.documents import check_kind, read
from index.fetching.exchange import Intake, Wire
from index.fetching.fetched import Fetched, FetchProblem, Limits, Tell
from index.fetching.lists import Links
from index.fetching.pacing import Pace
from index.fetching.robots import Robots
from index.fetching.urls import WebAddress, parse
from index.fetching.visiting import Visitor


def fetch(
    urls: Iterable[str],
    *,
    limits: Limits = Limits(),  # noqa: B008 (it is frozen)
    policy: Policy = PublicOnly(),  # noqa: B008 (it has no state)
    resolve: Resolve = system_resolve,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    tell: Tell | None = None,
) -> Iterator[Fetched | FetchProblem]:
    """Each document that `urls` lead to, as it comes, or what is wrong with it; nothing is asked for before it is due.

    A URL may be a page, a PDF, a text, an RSS or Atom feed, or a sitemap; the
    links of the latter are fetched after all that was given. Documents come in
    a fixed order, one request at a time. A URL that was there before, after
    normalising, is passed over in silence; every other gives a document, its
    links, or a `FetchProblem`, also where it redirects to one that was there.
    No error of a URL is raised; KeyboardInterrupt passes.

    Each connection goes to an address that `policy` permits and that `resolve`
    gave, once for each host. `clock` and `sleep` are in seconds; `tell` is
    called before each document.
    """
    wire = Wire(Pins(policy, resolve), limits)
    visitor = Visitor(wire, Pace(limits, clock, sleep), limits, clock)
    yield from _Crawl(visitor, limits, tell).run(urls)


@dataclass(frozen=True, slots=True)
class _Task:
    """Something to ask for: `depth` lists lead to it, and `is_list` where a sitemap index calls it a sitemap."""

    address: WebAddress
    depth: int = 0
    is_list: bool = False


class _Frontier:
    """What is still to be asked for. It has room for so many documents and so many lists; each place is taken once."""

    def __init__(self, limits: Limits) -> None:
        self.documents = limits.most
        self.lists = limits.lists
        self.done = 0
        self._waiting: deque[_Task] = deque()
        self._seen: set[WebAddress] = set()

    @property
    def known(self) -> int:
        """How many were asked for or will be, so far."""
        return self.done + len(self._waiting)

    def next(self) -> _Task | None:
        """The next task, counted as done; None where nothing waits."""
        if not self._waiting:
            return None
        self.done += 1
        return self._waiting.popleft()

    def is_new(self, address: WebAddress) -> bool:
        """Whether `address` is seen for the first time, which it is not from now on."""
        if address in self._seen:
            return False
        self._seen.add(address)
        return True

    def offer(self, task: _Task) -> bool:
        """Take `task`, unless it is known; False where there is no room for it."""
        if task.address in self._seen:
            return True
        if not self.spend(task.is_list):
            return False
        self._seen.add(task.address)
        self._waiting.append(task)
        return True

    def spend(self, is_list: bool) -> bool:
        """Take up the room of one list, or of one document; False where there is none."""
        left = self.lists if is_list else self.documents
        if left <= 0:
            return False
        if is_list:
            self.lists -= 1
        else:
            self.documents -= 1
        return True

    def spend_as_list(self) -> bool:
        """A document proves to be a list: it gives its room back and takes a list's; False where there is none."""
        self.documents += 1
        return self.spend(is_list=True)


class _Crawl:
    """One run of `fetch`."""

    def __init__(self, visitor: Visitor, limits: Limits, tell: Tell | None) -> None:
        self._visitor = visitor
        self._limits = limits
        self._intake = Intake(limits.size, check=check_kind)
        self._tell = tell
        self._robots = Robots(visitor, limits.robots_size)
        self._frontier = _Frontier(limits)

    def run(self, urls: Iterable[str]) -> Iterator[Fetched | FetchProblem]:
        """All that `urls` lead to; those that cannot be asked for are told of first."""
        for url in urls:
            try:
                address = parse(url)
            except FetchError as error:
                yield FetchProblem.of(url, error.message)
                continue
            if not self._frontier.offer(_Task(address)):
                yield FetchProblem.of(url, f"the limit of {self._limits.most:,} documents is reached")
        while (task := self._frontier.next()) is not None:
            if self._tell is not None:
                self._tell(str(task.address), self._frontier.done - 1, self._frontier.known)
            yield from self._try(task)

    def _try(self, task: _Task) -> Iterator[Fetched | FetchProblem]:
        try:
            address, reply = self._visitor.visit(task.address, lambda hop: self._may(hop, task.address), self._intake)
            document = read(address, reply, self._limits)
            if isinstance(document, Links):
                self._open(task)
            elif task.is_list:
                raise FetchError("it is called a sitemap, but is none")
        except FetchError as error:
            yield FetchProblem.of(str(task.address), error.message)
            return
        if isinstance(document, Links):
            yield from self._follow(document, address, task.depth + 1)
        else:
            yield document

    def _may(self, hop: WebAddress, start: WebAddress) -> None:
        """Raise FetchError where `hop` is not to be asked for."""
        if hop != start and not self._frontier.is_new(hop):
            # Told of, not passed over: many articles that all lead to one page to log in at are missing, not double.
            raise FetchError("that is asked for on its own account, or was")
        self._visitor.wire.check(hop)  # first, since it is the better reason where robots.txt cannot be had either
        rules = self._robots.of(hop)
        rules.check(hop)
        self._visitor.pace.slow_down(hop.host, rules.delay)

    def _open(self, task: _Task) -> None:
        """Count a list; FetchError where it is one too many, or too deep."""
        if not task.is_list and not self._frontier.spend_as_list():
            raise FetchError(f"the limit of {self._limits.lists:,} feeds and sitemaps is reached")
        if task.depth >= self._limits.depth:
            raise FetchError(f"feeds and sitemaps are opened only {self._limits.depth} deep, one in another")

    def _follow(self, links: Links, address: WebAddress, depth: int) -> Iterator[FetchProblem]:
        left_out = 0
        for link in links.found:
            try:
                task = _Task(address.join(link), depth, links.lists)
            except FetchError as error:
                # It takes up room too, so that a list of bad links ends as well.
                if self._frontier.spend(links.lists):
                    yield FetchProblem.of(link, error.message)
                else:
                    left_out += 1
                continue
            left_out += not self._frontier.offer(task)
        if left_out:
            most = f"{self._limits.lists:,} feeds and sitemaps" if links.lists else f"{self._limits.most:,} documents"
            yield FetchProblem.of(str(address), f"{left_out:,} of its links are left out: the limit is {most}")
