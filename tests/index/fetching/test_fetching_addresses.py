"""Which addresses and URLs may be fetched from, and in what form."""

from __future__ import annotations

import ipaddress
import math
import socket
import ssl
import threading
import time

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import FetchError
from index.fetching import FetchProblem
from index.fetching.addresses import PublicOnly, is_public
from index.fetching.transport import Deadline, Guard, GuardedBackend, GuardedTransport, system_resolve
from index.fetching.urls import LONGEST_URL, join, masked, parse
from tests.support.doubles import Anywhere


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "0.1.2.3", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.0.1"),
        *("168.63.129.16", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.192"),
        *("192.0.2.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1"),
        *("239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1"),
        *("64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b::a00:1", "64:ff9b:1::8.8.8.8", "100::1"),
        *("2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::"),
        *("3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:4700::1%eth0"),
        *("fec0::1", "ff02::1"),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *("1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255"),
        *("168.63.129.15", "198.17.255.255", "198.20.0.0", "223.255.255.255"),
        *("2606:4700:4700::1111", "2001:4860:4860::8888", "2001:200::1", "2a00::1", "64:ff9b::8.8.8.8"),
    ],
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_nothing_public_is_private_to_the_standard_library(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if is_public(address) and address not in ipaddress.ip_network("64:ff9b::/96"):
        assert not address.is_private
        assert not address.is_multicast
        assert not address.is_reserved
        assert not address.is_loopback
        assert not address.is_link_local


def test_web_ports_are_permitted_alone() -> None:
    assert [port for port in range(65_536) if PublicOnly().permits_port(port)] == [80, 443, 8080, 8443]


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("http://news.test", "http://news.test/"),
        (" HTTP://NEWS.Test.:80/A?B#c ", "http://news.test/A?B"),
        ("https://news.test:443/", "https://news.test/"),
        ("https://news.test:80/", "https://news.test:80/"),
        ("http://news.test/a/./b/../c/..", "http://news.test/a/"),
        ("http://news.test/../../etc", "http://news.test/etc"),
        ("http://news.test/%2e%2E/x", "http://news.test/x"),
        ("http://news.test/%7ea%2fb%c3%a9?q=%41%26", "http://news.test/~a%2Fb%C3%A9?q=A%26"),
        ("http://news.test/é ü?q=ä b", "http://news.test/%C3%A9%20%C3%BC?q=%C3%A4%20b"),
        ("http://news.test/100%", "http://news.test/100%25"),
        ("http://news.test?", "http://news.test/"),
        ("http://bücher.test/", "http://xn--bcher-kva.test/"),
        ("http://ＮＥＷＳ。test/", "http://news.test/"),
        ("http://[2606:4700:0::1111]:8080/", "http://[2606:4700::1111]:8080/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://news.test/a\\b", "http://news.test/a%5Cb"),
    ],
)
def test_urls_have_one_form(url: str, form: str) -> None:
    assert str(parse(url)) == form
    assert parse(form) == parse(url)


_NUMBER = "its host is a number, but not an IPv4 address in its usual form"
_NO_NAME = "its host is not a name that can be looked up"
_CONTROL = "it has control characters in it"
_SCHEME = "it is not an http or https URL"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        *((url, _SCHEME) for url in ("", "news.test", "//news.test/", "file:///etc/passwd", "ftp://news.test/")),
        *((url, _SCHEME) for url in ("javascript:alert(1)", "data:text/html,a", "gopher://news.test/", "/a")),
        ("http://", "it has no host"),
        ("http:///a", "it has no host"),
        ("http://me@news.test/", "it has a user name or password in it"),
        ("http://public.test@127.0.0.1/", "it has a user name or password in it"),
        ("http://news.test\\@127.0.0.1/", "it has a user name or password in it"),
        ("http://news.test:0/", "it has port 0"),
        ("http://news.test:99999/", "it is not a URL"),
        ("http://news.test:ten/", "it is not a URL"),
        ("http://[::1/", "it is not a URL"),
        ("http://[fe80::1%25eth0]/", "its host is not an IPv6 address"),
        *((f"http://{host}/", _NUMBER) for host in ("2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1")),
        *((f"http://{host}/", _NUMBER) for host in ("0x", "1.2.3.4.5", "256.1.1.1", "１２７.1")),
        *((f"http://{host}/", _NO_NAME) for host in ("a..b", ".a", "a b", "a\\b", "a%2eb", "a_" * 40, "a;b", "*")),
        ("http://" + "a." * 127 + "test/", _NO_NAME),
        ("http://\udc80.test/", _NO_NAME),
        ("http://news.test/\udc80", "it has characters in it that are not text"),
        *(
            (url, _CONTROL)
            for url in ("http://news.test/\r\nHost: evil.test", "http://news.test/\x00", "http://a\n.test")
        ),
        *((url, _CONTROL) for url in ("java\tscript:a", "\nhttp://news.test/", "http://news.test/?a=\x7f")),
        ("http://news.test/" + "a" * LONGEST_URL, "it is longer than 4,000 characters"),
    ],
)
def test_urls_that_are_refused(url: str, said: str) -> None:
    with pytest.raises(FetchError) as caught:
        parse(url)
    assert caught.value.message == said


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://me:secret@news.test/a?b", "http://***@news.test/a?b"),
        (" HTTPS://me:se@cret@news.test", " HTTPS://***@news.test"),
        ("//me:secret@news.test/", "//***@news.test/"),
        ("ftp://secret@news.test/", "ftp://***@news.test/"),
        ("http://me:a b@news.test/", "http://***@news.test/"),
        ("https://news.test/@me", "https://news.test/@me"),
        ("https://news.test/?to=http://you@there", "https://news.test/?to=http://you@there"),
        ("mailto:me@news.test", "mailto:me@news.test"),
        ("", ""),
    ],
)
def test_a_password_is_masked(url: str, shown: str) -> None:
    assert masked(url) == shown
    assert FetchProblem.of(url, "no").url == shown.strip()


def test_fullwidth_loopback_is_loopback() -> None:
    assert parse("http://１２７.０.０.１/").host == "127.0.0.1"
    assert parse("http://127.0.0.1./").host == "127.0.0.1"


@given(st.text())
def test_any_text_is_a_url_in_safe_form_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"http://news.test/{text}", f"https://news.test/?{text}"):
        try:
            address = parse(url)
        except FetchError:
            continue
        assert str(address).isascii()
        assert not set(str(address)) & set(' \r\n\t\0#\\<>"')
        assert parse(str(address)) == address


@given(st.text(alphabet="./%2eE?#a\\:@", max_size=12))
def test_any_reference_stays_in_form(text: str) -> None:
    try:
        address = join(parse("http://news.test/a/b"), text)
    except FetchError:
        return
    assert parse(str(address)) == address
    assert "/../" not in address.path


def test_an_address_in_a_url_is_not_looked_up() -> None:
    def lie(host: str, seconds: float) -> list[str]:
        raise AssertionError(host)

    assert Guard(PublicOnly(), lie).addresses("8.8.8.8", 80, 1) == (ipaddress.ip_address("8.8.8.8"),)
    with pytest.raises(FetchError, match="which is not an address of the public internet"):
        Guard(PublicOnly(), lie).addresses("::ffff:169.254.169.254", 80, 1)


def test_a_failed_look_up_is_kept_too() -> None:
    asked: list[str] = []

    def fail(host: str, seconds: float) -> list[str]:
        asked.append(host)
        raise socket.gaierror("no such name")

    guard = Guard(PublicOnly(), fail)
    for _ in range(2):
        with pytest.raises(FetchError, match=r"no address is found for a\.test"):
            guard.addresses("a.test", 80, 1)
    assert asked == ["a.test"]


def test_the_system_s_resolver_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "127.0.0.1" in system_resolve("127.0.0.1", 5)
    late = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [] if late.wait(5) else None)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        system_resolve("a.test", 0.05)
    assert time.monotonic() - started < 2
    late.set()


def test_the_next_address_is_tried_and_no_other() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        deadline = Deadline(time.monotonic, time.monotonic() + 5)
        backend = GuardedBackend(Guard(Anywhere(), lambda host, seconds: ["127.0.0.2", "127.0.0.1"]), deadline)
        stream = backend.connect_tcp("news.test", port, 2)
        assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
        stream.close()
    with pytest.raises(httpcore.ConnectError):
        backend.connect_tcp("news.test", port, 2)


@pytest.mark.parametrize("url", ["http://inside.test/", "https://inside.test/", "http://127.0.0.1/", "http://[::1]/"])
def test_the_transport_itself_connects_to_nothing_private(url: str) -> None:
    guard, deadline = Guard(PublicOnly(), lambda host, seconds: ["10.0.0.7"]), Deadline(time.monotonic, math.inf)
    with (
        GuardedTransport(guard, deadline, ssl.create_default_context()) as transport,
        pytest.raises(FetchError, match="which is not an address of the public internet"),
    ):
        transport.handle_request(httpx.Request("GET", url))


def test_a_deadline_bounds_each_wait() -> None:
    deadline = Deadline(lambda: 10.0, 12.0)
    assert deadline.within() == 2.0
    assert deadline.within(1.0) == 1.0
    assert deadline.within(5.0) == 2.0
    with pytest.raises(FetchError, match="it took too long"):
        Deadline(lambda: 12.0, 12.0).within()
