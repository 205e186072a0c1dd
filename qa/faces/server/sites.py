"""Which sites' pages may ask a server, and which host names it answers to."""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.types import Scope

from qa.faces.server.problems import RefusedError
from qa.faces.server.settings import ServerSettings, is_loopback

_OTHER = ("cross-site", "same-site")


def check(settings: ServerSettings, method: str, headers: Headers) -> None:
    """Raise RefusedError for requests by pages of other sites, except links that a person follows.

    That includes sites whose name resolves to this machine (DNS rebinding). Browsers hide the answers from such pages,
    but the work would still be done. The headers that tell who asks: https://www.w3.org/TR/fetch-metadata/
    """
    host = headers.get("host", "")
    if is_loopback(settings.host) and not is_loopback(_name(host)):
        raise RefusedError(403, "this server answers this machine only")
    origin = headers.get("origin")
    if origin is None:
        refused = headers.get("sec-fetch-site") in _OTHER and not _follows(method, headers)
    else:
        refused = origin not in (*settings.origins, f"http://{host}", f"https://{host}")
    if refused:
        raise RefusedError(403, "pages of other sites may not ask")


def addressed(settings: ServerSettings, connection: Scope, headers: Headers) -> Scope:
    """Return a copy of a request for making links, without an untrusted Host.

    Links then have the address that the server listens on. An IP address, or the name of an allowed site, is kept.
    """
    host = headers.get("host", "")
    for scheme in ("https", "http"):
        if f"{scheme}://{host}" in settings.origins:
            return {**connection, "scheme": scheme}
    own = _name(host) in (settings.host, "localhost") or _is_address(_name(host))
    return {**connection, "headers": [each for each in connection["headers"] if own or each[0] != b"host"]}


def _follows(method: str, headers: Headers) -> bool:
    """Return whether a browser opens a page, neither in a frame nor to prefetch."""
    asked = (method, headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest"))
    return asked == ("GET", "navigate", "document") and "sec-purpose" not in headers


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _name(host: str) -> str:
    """Return the host's name without its port."""
    if host.startswith("["):
        return host.partition("]")[0].lstrip("[")
    return host.partition(":")[0]
