"""Each hostile request, once, against the server as people run it: an answer, and the next one is answered too."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.hostile import Hostile, Target, read_reply, wrongs
from tests.faults.hostile_all import ALL
from tests.faults.serving import Served, served

# Timings belong to `make faults`; this is only so that nothing can hold the server.
MOST_SECONDS = 1.0
HEAD = b"POST /graphql HTTP/1.1\r\nHost: commons.test\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def commons(library_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served"), library_dsn, points_per_hour="1000000000") as running:
        Target(running.host, running.port).ask("{ practices { nodes { title } } }")
        yield running


@pytest.fixture(scope="module")
def target(commons: Served) -> Target:
    return Target(commons.host, commons.port)


@pytest.fixture(scope="module")
def seconds() -> Iterator[dict[str, float]]:
    """Processor time by request; the worst are printed at the end."""
    taken: dict[str, float] = {}
    yield taken
    for name, worst in sorted(taken.items(), key=lambda one: -one[1])[:5]:
        print(f"{worst * 1000:6.0f} ms  {name}")


def assert_answers(target: Target) -> None:
    response = target.ask('{ vocabulary(scheme: "approach") { notation } }')
    assert response.json() == {"data": {"vocabulary": {"notation": "approach"}}}


def test_the_names_of_the_requests_are_their_own() -> None:
    assert len({request.name for request in ALL}) == len(ALL) >= 45


@pytest.mark.parametrize("request_", ALL, ids=lambda request: request.name)
def test_a_hostile_request_gets_its_due(
    commons: Served, target: Target, seconds: dict[str, float], request_: Hostile
) -> None:
    before = commons.cpu_seconds()
    reply = target.send(request_)
    seconds[request_.name] = commons.cpu_seconds() - before
    assert list(wrongs(request_, reply)) == []
    assert seconds[request_.name] < MOST_SECONDS
    assert_answers(target)


def test_nothing_was_logged_as_a_fault_of_ours(commons: Served, target: Target) -> None:
    """After all of the requests above: none of them was a failure of the program."""
    assert_answers(target)
    log = commons.log.read_text()
    assert '"level": "info"' in log
    assert '"level": "error"' not in log
    assert "Traceback" not in log


def question() -> bytes:
    body = b'{"query": "{ practices(first: 100) { nodes { title summary } } }"}'
    return HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


def connect(target: Target, sent: bytes) -> socket.socket:
    connection = socket.create_connection((target.host, target.port), timeout=30)
    connection.sendall(sent)
    return connection


def test_many_who_send_a_byte_at_a_time_keep_nobody_waiting(target: Target) -> None:
    with ExitStack() as open_:
        slow = [open_.enter_context(connect(target, HEAD + b"Content-Length: 1000\r\n\r\n{")) for _ in range(100)]
        for _ in range(3):
            for connection in slow:
                connection.sendall(b" ")
            assert_answers(target)


def test_many_who_never_end_their_headers_keep_nobody_waiting(target: Target) -> None:
    with ExitStack() as open_:
        for _ in range(100):
            open_.enter_context(connect(target, HEAD))
        assert_answers(target)


def test_who_leaves_in_the_middle_of_a_question_leaves_no_trace_in_the_log(commons: Served, target: Target) -> None:
    for _ in range(50):
        connect(target, HEAD + b'Content-Length: 1000\r\n\r\n{"query": "{ __ty').close()
    assert_answers(target)
    assert "Traceback" not in commons.log.read_text()


def test_who_asks_and_does_not_read_keeps_nobody_waiting(target: Target) -> None:
    with ExitStack() as open_:
        for _ in range(20):
            open_.enter_context(connect(target, question() * 20))
        assert_answers(target)


def test_headers_without_end_are_cut_off(commons: Served, target: Target) -> None:
    before = commons.memory()
    with connect(target, HEAD) as connection, pytest.raises(ConnectionError):
        for number in range(100):
            connection.sendall(b"X-%d: " % number + b"a" * 500_000 + b"\r\n")
            time.sleep(0)
    assert commons.memory() - before < 20_000_000
    assert_answers(target)


def test_a_second_request_on_the_connection_of_a_refused_one_is_its_own(target: Target) -> None:
    bad, good = b"[]", b'{"query": "{ __typename }"}'
    parts = [HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body for body in (bad, good)]
    with connect(target, parts[0]) as connection:
        assert read_reply(connection).status == 400
        connection.sendall(parts[1])
        assert read_reply(connection).json() == {"data": {"__typename": "Query"}}


def test_who_leaves_before_the_answer_leaves_no_trace_in_the_log(commons: Served, target: Target) -> None:
    known = len(commons.log.read_text())
    with ExitStack() as open_:
        for _ in range(20):
            open_.enter_context(connect(target, question() * 20))
    assert_answers(target)
    assert "Traceback" not in commons.log.read_text()[known:]
