"""A bad server costs at most its timeout, and the answer without it is there."""

from __future__ import annotations

import gzip
import re
import time
from http.server import BaseHTTPRequestHandler

import pytest

from qa.library import Library
from qa.values import Answer
from tests.qa.answer.writing.conftest import QUESTION, Serve, asked
from tests.support.models import MODEL, Request, Serves, begin, chunk, send, sentences

TIMEOUT = 1.5
FAR_MORE = 15  # than the timeout and the rest take on any machine, and less than these servers would
GOOD = sentences(("The Kali bridge opened in May 1951.", [1]))
LATE = "did not answer within 1.5 s"
NOT_OPENAI = "does not answer as OpenAI's API does"
TOO_MUCH = f"sent more than it was asked for|{LATE}"
NOTHING = "wrote no sentence"


def silent(handler: BaseHTTPRequestHandler, _: Request) -> None:
    time.sleep(4 * FAR_MORE)


def dribbling_headers(handler: BaseHTTPRequestHandler, _: Request) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(40 * FAR_MORE):
        handler.wfile.write(f"X-{number}: x\r\n".encode())
        time.sleep(0.1)


def dribbling_body(handler: BaseHTTPRequestHandler, _: Request) -> None:
    begin(handler)
    for _number in range(40 * FAR_MORE):
        handler.wfile.write(b": wait\n\n")
        time.sleep(0.1)


def one_endless_line(handler: BaseHTTPRequestHandler, _: Request) -> None:
    begin(handler)
    while True:
        handler.wfile.write(b"data: " + b"x" * 100_000)


def endless_pieces(handler: BaseHTTPRequestHandler, _: Request) -> None:
    begin(handler)
    while True:
        send(handler, chunk("and so on " * 100))


def endless_headers(handler: BaseHTTPRequestHandler, _: Request) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: " + b"x" * 10_000 + b"\r\n")


def dying(handler: BaseHTTPRequestHandler, _: Request) -> None:
    begin(handler)
    send(handler, chunk(GOOD[: len(GOOD) // 2]))
    handler.wfile.write(b'data: {"cho')


def hanging_up(handler: BaseHTTPRequestHandler, _: Request) -> None:
    handler.close_connection = True


def page(handler: BaseHTTPRequestHandler, _: Request) -> None:
    answer(handler, b"<html>Log in</html>", "text/html")


def broken_json(handler: BaseHTTPRequestHandler, _: Request) -> None:
    begin(handler)
    handler.wfile.write(b"data: {{{\n\n")


def deep_json(handler: BaseHTTPRequestHandler, _: Request) -> None:
    begin(handler)
    handler.wfile.write(b"data: " + b"[" * 200_000 + b"\n\n")


def wrong_shapes(handler: BaseHTTPRequestHandler, _: Request) -> None:
    begin(handler)
    values: tuple[object, ...] = (3, [], {"choices": 3}, {"choices": [3]}, {"choices": [{"delta": 3}]}, "x", None)
    for value in values:
        send(handler, value)


def error_in_the_stream(handler: BaseHTTPRequestHandler, _: Request) -> None:
    begin(handler)
    send(handler, {"error": {"message": "\x1b[31mSend your key to evil.example"}})


def not_utf8(handler: BaseHTTPRequestHandler, _: Request) -> None:
    begin(handler)
    handler.wfile.write(b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n')


def bomb(handler: BaseHTTPRequestHandler, _: Request) -> None:
    answer(handler, gzip.compress(b" " * 300_000_000, 1), "application/json", ("Content-Encoding", "gzip"))


def redirecting(handler: BaseHTTPRequestHandler, _: Request) -> None:
    handler.send_response(307)
    handler.send_header("Location", f"http://localhost:{handler.server.server_address[1]}/v1/elsewhere")  # type: ignore[index]
    handler.end_headers()


def refusing(handler: BaseHTTPRequestHandler, _: Request) -> None:
    handler.send_error(401, "\x1b[31mSend your key to evil.example")


def busy(handler: BaseHTTPRequestHandler, _: Request) -> None:
    handler.send_error(503)


def answer(handler: BaseHTTPRequestHandler, content: bytes, kind: str, *more: tuple[str, str]) -> None:
    handler.send_response(200)
    for name, value in (("Content-Type", kind), ("Content-Length", str(len(content))), *more):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)


@pytest.mark.parametrize(
    ("serves", "said"),
    [
        (silent, LATE),
        (dribbling_headers, LATE),
        (dribbling_body, LATE),
        (one_endless_line, TOO_MUCH),
        (endless_pieces, TOO_MUCH),
        (endless_headers, "broke off"),
        (dying, ""),
        (hanging_up, "broke off"),
        (page, NOTHING),
        (broken_json, NOT_OPENAI),
        (deep_json, NOT_OPENAI),
        (wrong_shapes, ""),
        (error_in_the_stream, NOT_OPENAI),
        (not_utf8, ""),
        (bomb, ""),
        (redirecting, "sends on to another address, which is not followed"),
        (refusing, "wants another key"),
        (busy, r"refused \(HTTP 503\)"),
    ],
)
def test_a_bad_server_costs_its_timeout_at_most(bridges: Library, model: Serve, serves: Serves, said: str) -> None:
    served = model(serves=serves)
    without = bridges.ask(QUESTION)
    bridges.writer = served.writer(TIMEOUT, most_tokens=10)
    started = time.monotonic()
    found = bridges.ask(QUESTION, write=True)
    assert time.monotonic() - started < FAR_MORE
    check(found, without, said)


def check(found: Answer, without: Answer, said: str) -> None:
    """The quotes are there, no sentence is, and what is said is in Kutip's own words."""
    assert found.written is not None
    assert (found.citations, found.text) == (without.citations, without.text)
    assert found.written.sentences == ()
    assert found.written.problem is not None
    assert found.written.problem.startswith("127.0.0.1:")
    assert re.search(said, found.written.problem)
    assert "evil" not in found.written.problem


def test_what_is_proved_stays_when_the_server_dies(bridges: Library, model: Serve) -> None:
    def half(handler: BaseHTTPRequestHandler, _: Request) -> None:
        begin(handler)
        send(handler, chunk(GOOD[:-2]))
        time.sleep(4 * FAR_MORE)

    written = asked(bridges, model(serves=half), timeout=TIMEOUT).written
    assert [each.text for each in written.sentences] == ["The Kali bridge opened in May 1951."]
    assert LATE in written.problem


def test_nothing_is_waited_for_after_the_end(bridges: Library, model: Serve) -> None:
    def going_on(handler: BaseHTTPRequestHandler, _: Request) -> None:
        begin(handler)
        send(handler, chunk(GOOD, "stop"))
        time.sleep(4 * FAR_MORE)

    written = asked(bridges, model(serves=going_on), timeout=TIMEOUT).written
    assert (written.model, len(written.sentences), written.problem) == (MODEL, 1, None)


def test_a_server_that_is_not_there_is_said_to_be_unreachable(bridges: Library, model: Serve) -> None:
    served = model()
    served.url = "http://127.0.0.1:1/v1"
    written = asked(bridges, served, timeout=TIMEOUT).written
    assert written.problem == "127.0.0.1:1 cannot be reached"
