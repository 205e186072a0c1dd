"""URLs in one strict form, so that what is checked, asked for and compared is the same text."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from index.errors import FetchError

LONGEST_URL = 4_000

_PASSWORD = re.compile(r"\A((?:[^/?#]*:)?//)[^/?#]*@")
_PORT_OF = {"http": 80, "https": 443}
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_NAME = re.compile(r"(?!.{254})[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_ESCAPED = re.compile("%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?[]"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https URL: ASCII throughout, host in lower case, without a fragment or dot segments."""

    scheme: str
    host: str
    port: int
    target: str

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them: an IPv6 address in brackets, no port where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORT_OF[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt holds for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    def join(self, reference: str) -> WebAddress:
        """Where `reference`, found in this document, leads to; raises FetchError as `parse` does."""
        _refuse_unclean(reference)
        try:
            joined = urljoin(str(self), reference.strip(" "))
        except ValueError as error:
            raise FetchError("it is not a URL") from error
        return parse(joined)


def parse(url: str) -> WebAddress:
    """`url` in its one form.

    Names outside ASCII are written as IDNA has them (UTS 46), paths and
    queries outside ASCII as percent-encoded UTF-8, and what is escaped without
    need is not (RFC 3986, section 6.2.2). Raises FetchError for another scheme,
    a user or password, no host, a bad host or port, an IPv4 address in other
    than its dotted decimal form, control characters, and more than
    `LONGEST_URL` characters.
    """
    _refuse_unclean(url)
    try:
        parts = urlsplit(url.strip(" "))
        port = parts.port
        host = parts.hostname or ""
    except ValueError as error:
        raise FetchError("it is not a URL") from error
    if parts.scheme not in _PORT_OF:
        raise FetchError("it is not an http or https URL")
    if "@" in parts.netloc:
        raise FetchError("it has a user name or password in it")
    if not host:
        raise FetchError("it names no host")
    if port == 0:
        raise FetchError("it has port 0")
    return WebAddress(parts.scheme, _host(host, parts), port or _PORT_OF[parts.scheme], _target(parts))


def is_fetchable(url: str) -> bool:
    """Whether `url` is one that may be fetched at all."""
    try:
        parse(url)
    except FetchError:
        return False
    return True


def masked(url: str) -> str:
    """`url`, which need be none, with `***` for the user name and password in it."""
    return _PASSWORD.sub(r"\1***@", url)


def _refuse_unclean(url: str) -> None:
    # The standard library drops some control characters in silence, and header injection lives on them.
    if len(url) > LONGEST_URL:
        raise FetchError(f"it is longer than {LONGEST_URL:,} characters")
    if _CONTROL.search(url):
        raise FetchError("it has control characters in it")


def _host(host: str, parts: SplitResult) -> str:
    if "[" in parts.netloc:
        try:
            return str(ipaddress.IPv6Address(host if "%" not in host else ""))
        except ValueError as error:
            raise FetchError("its host is not an IPv6 address") from error
    name = host.removesuffix(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise FetchError("its host is not a name that can be looked up") from error
    if not _NAME.fullmatch(name):
        raise FetchError("its host is not a name that can be looked up")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        # Resolvers read 0177.1, 0x7f000001 and 2130706433 as addresses; no honest link is written so.
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError as error:
            raise FetchError("its host is a number, but not an IPv4 address in its usual form") from error
    return name


def _target(parts: SplitResult) -> str:
    try:
        path = _escaped(parts.path, _PATH_SAFE)
        query = _escaped(parts.query, _QUERY_SAFE)
    except UnicodeEncodeError as error:
        raise FetchError("it has characters in it that are not text") from error
    path = _without_dots(path)
    return f"{path}?{query}" if query else path


def _escaped(text: str, safe: str) -> str:
    return _ESCAPED.sub(_unescaped, quote(_STRAY_PERCENT.sub("%25", text), safe=safe))


def _unescaped(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """RFC 3986, section 5.2.4: a rule of robots.txt must not be got round by `/open/../closed`."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for segment in segments:
        if segment == "..":
            kept[-1:] = []
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
