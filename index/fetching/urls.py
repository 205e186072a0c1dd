"""URLs in one strict form, the same for checks, requests and comparisons."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import httpx
import idna

from index.errors import FetchError

LONGEST_URL = 4_000

_PASSWORD = re.compile(r"\A((?:[^/?#]*:)?//)[^/?#]*@")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_NAME = re.compile(r"(?!.{254})[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_ESCAPED = re.compile("%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?[]"


def parse(url: str) -> httpx.URL:
    """Return an http or https URL in ASCII, without a fragment or dot segments.

    Host names are encoded with IDNA (UTS 46), paths and queries as percent-encoded UTF-8; needless escapes are undone
    (RFC 3986, section 6.2.2). Raises FetchError for another scheme, a user or password, a missing host, a bad host or
    port, an IPv4 address that is not dotted decimal, control characters, and over `LONGEST_URL` characters.
    """
    _refuse_unclean(url)
    try:
        parts = urlsplit(url.strip(" "))
        port = parts.port
        host = parts.hostname or ""
    except ValueError as error:
        raise FetchError("it is not a URL") from error
    if parts.scheme not in ("http", "https"):
        raise FetchError("it is not an http or https URL")
    if "@" in parts.netloc:
        raise FetchError("it has a user name or password in it")
    if not host:
        raise FetchError("it has no host")
    if port == 0:
        raise FetchError("it has port 0")
    host = _ipv6(host) if "[" in parts.netloc else _name(host)
    return httpx.URL(scheme=parts.scheme, host=host, port=port, raw_path=_target(parts).encode())


def join(address: httpx.URL, reference: str) -> httpx.URL:
    """Return where `reference`, found at `address`, leads; raise FetchError as `parse` does."""
    _refuse_unclean(reference)
    try:
        joined = urljoin(str(address), reference.strip(" "))
    except ValueError as error:
        raise FetchError("it is not a URL") from error
    return parse(joined)


def host_and_port(address: httpx.URL) -> tuple[str, int]:
    """Return the ASCII host and the port, also if it is the scheme's usual one."""
    return address.raw_host.decode("ascii"), address.port or {"http": 80, "https": 443}[address.scheme]


def is_fetchable(url: str) -> bool:
    """Return whether `url` may be fetched at all."""
    try:
        parse(url)
    except FetchError:
        return False
    return True


def masked(url: str) -> str:
    """Return `url`, valid or not, with `***` for its user name and password."""
    return _PASSWORD.sub(r"\1***@", url)


def _refuse_unclean(url: str) -> None:
    # The standard library silently drops some control characters, which enable header injection.
    if len(url) > LONGEST_URL:
        raise FetchError(f"it is longer than {LONGEST_URL:,} characters")
    if _CONTROL.search(url):
        raise FetchError("it has control characters in it")


def _ipv6(host: str) -> str:
    try:
        return str(ipaddress.IPv6Address(host if "%" not in host else ""))
    except ValueError as error:
        raise FetchError("its host is not an IPv6 address") from error


def _name(host: str) -> str:
    name = host.removesuffix(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            name = ""
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
        path = _without_dots(_escaped(parts.path, _PATH_SAFE))
        query = _escaped(parts.query, _QUERY_SAFE)
    except UnicodeEncodeError as error:
        raise FetchError("it has characters in it that are not text") from error
    return f"{path}?{query}" if query else path


def _escaped(text: str, safe: str) -> str:
    return _ESCAPED.sub(_unescaped, quote(_STRAY_PERCENT.sub("%25", text), safe=safe))


def _unescaped(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """Remove dot segments (RFC 3986, section 5.2.4), so that `/open/../closed` evades no robots.txt."""
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
