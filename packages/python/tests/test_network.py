"""Connections: reuse, breakage, TLS."""

import asyncio
import gc
import gzip
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from coxswain import APIConnectionError, AsyncCoxswain, Coxswain
from coxswain.network import LIMITS, create_http_client, tls_context

from .raw_server import PATIENCE, Connection, RawServer
from .support import Subject

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


def _get(subject: Subject, server: RawServer, times: int = 1, **options: Any) -> list[str]:
    given: dict[str, Any] = {"api_key": "k", "base_url": server.url, "max_retries": 0, **options}
    given["runtime"] = subject.clock.async_runtime() if subject.asynchronous else None
    if subject.asynchronous:

        async def get() -> list[str]:
            async with AsyncCoxswain(**given) as client:
                return [(await client.agents.get("a-1")).id for _ in range(times)]

        return asyncio.run(get())
    given["runtime"] = subject.clock.runtime()
    with Coxswain(**given) as client:
        return [client.agents.get("a-1").id for _ in range(times)]


def _serve(connection: Connection) -> None:
    while connection.request():
        connection.answer()


def test_calls_one_after_the_other_use_one_connection(subject: Subject) -> None:
    with RawServer(_serve) as server:
        assert _get(subject, server, times=5) == ["a-1"] * 5
        assert len(server.connections) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform cannot fork")
def test_a_forked_child_leaves_the_connections_of_its_parent_alone() -> None:
    with RawServer(_serve) as server, Coxswain(api_key="k", base_url=server.url) as client:
        client.agents.get("a-1")
        child = os.fork()
        if child == 0:
            # No cleanup: this is not the process that runs the tests.
            os._exit(0 if client.agents.get("a-1").id == "a-1" else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        client.agents.get("a-1")
        assert len(server.connections) == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:unclosed")
def test_an_asynchronous_client_may_be_used_in_one_event_loop_after_the_other() -> None:
    with RawServer(_serve) as server:
        client = AsyncCoxswain(api_key="k", base_url=server.url, max_retries=0)

        async def get() -> str:
            return (await client.agents.get("a-1")).id

        assert [asyncio.run(get()), asyncio.run(get())] == ["a-1", "a-1"]
        asyncio.run(client.close())
        # The first loop has gone without its socket: Python tells of it here, not in other tests.
        gc.collect()


@pytest.mark.parametrize("timeout", [1e10, 1e300])
def test_a_timeout_longer_than_a_socket_takes_is_no_error(subject: Subject, timeout: float) -> None:
    with RawServer(_serve) as server:
        assert _get(subject, server, timeout=timeout, deadline=timeout) == ["a-1"]


def test_a_connection_that_the_server_has_closed_costs_a_retry_at_most(subject: Subject) -> None:
    def handler(connection: Connection) -> None:
        connection.request()
        connection.answer()
        connection.socket.close()

    with RawServer(handler) as server:
        assert _get(subject, server, times=3, max_retries=1) == ["a-1"] * 3


def _truncated(connection: Connection) -> None:
    connection.send(OK + b'content-length: 100\r\n\r\n{"id":')
    connection.socket.shutdown(socket.SHUT_RDWR)


def _bad_chunk(connection: Connection) -> None:
    connection.send(OK + b'transfer-encoding: chunked\r\n\r\nzz\r\n{"id":"a"}\r\n0\r\n\r\n')
    connection.socket.shutdown(socket.SHUT_RDWR)


def _missing_last_chunk(connection: Connection) -> None:
    connection.send(OK + b'transfer-encoding: chunked\r\n\r\n5\r\n{"id"\r\n')
    connection.socket.shutdown(socket.SHUT_RDWR)


def _truncated_gzip(connection: Connection) -> None:
    body = gzip.compress(b'{"id":"a"}')[:-4]
    length = str(len(body)).encode()
    connection.send(
        OK + b"content-encoding: gzip\r\ncontent-length: " + length + b"\r\n\r\n" + body
    )


def _nothing(connection: Connection) -> None:
    connection.socket.shutdown(socket.SHUT_RDWR)


def _no_http(connection: Connection) -> None:
    connection.send(b"SSH-2.0-OpenSSH\r\n")
    connection.socket.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("breaking", "message"),
    [
        (_truncated, "the answer broke off"),
        (_bad_chunk, "the answer broke off"),
        (_missing_last_chunk, "the answer broke off"),
        (_truncated_gzip, "the answer broke off"),
        (_nothing, "connection failed"),
        (_no_http, "connection failed"),
    ],
)
def test_an_answer_that_breaks_off_is_retried(
    subject: Subject, breaking: Callable[[Connection], None], message: str
) -> None:
    attempts: list[bytes] = []

    def handler(connection: Connection) -> None:
        while request := connection.request():
            attempts.append(request)
            if len(attempts) % 2 == 1:
                breaking(connection)
                continue
            connection.answer()

    with RawServer(handler) as server:
        assert _get(subject, server, max_retries=1) == ["a-1"]
        with pytest.raises(APIConnectionError) as caught:
            _get(subject, server)
    assert str(caught.value) == message
    assert caught.value.__cause__ is not None


def test_any_number_of_calls_run_at_once(subject: Subject) -> None:
    count = 120
    everyone = threading.Barrier(count)

    def handler(connection: Connection) -> None:
        connection.request()
        everyone.wait(PATIENCE * 4)
        connection.answer()
        connection.stall()

    with RawServer(handler) as server:
        given: dict[str, Any] = {"api_key": "k", "base_url": server.url, "max_retries": 0}
        if subject.asynchronous:

            async def get() -> list[Any]:
                async with AsyncCoxswain(**given) as client:
                    return await asyncio.gather(*(client.agents.get("a") for _ in range(count)))

            assert len(asyncio.run(get())) == count
            return
        found: list[str] = []
        with Coxswain(**given) as client:
            threads = [
                threading.Thread(target=lambda: found.append(client.agents.get("a").id))
                for _ in range(count)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE * 4)
        assert len(found) == count


def test_a_hundred_idle_connections_are_kept_for_four_seconds() -> None:
    assert (
        httpx.Limits(max_connections=None, max_keepalive_connections=100, keepalive_expiry=4.0)
        == LIMITS
    )


def test_clients_share_one_tls_context() -> None:
    assert tls_context() is tls_context()
    with create_http_client() as client:
        assert client.trust_env


def test_the_environment_names_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def handler(connection: Connection) -> None:
        while request := connection.request():
            seen.append(request)
            connection.answer()

    with RawServer(handler) as server:
        monkeypatch.setenv("http_proxy", server.url)
        with Coxswain(api_key="k", base_url="http://far.test:81", max_retries=0) as client:
            assert client.agents.get("a-1").id == "a-1"
    assert seen[0].startswith(b"GET http://far.test:81/api/v1/agents/a-1 HTTP/1.1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, and its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    command = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([openssl, *command, *names, *files], check=True, capture_output=True, timeout=60)
    both = folder / "both.pem"
    both.write_bytes((folder / "cert.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return both


def test_tls_is_spoken_and_checked(
    subject: Subject, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def handler(connection: Connection) -> None:
        try:
            connection.socket = context.wrap_socket(connection.socket, server_side=True)
        except OSError:
            return
        _serve(connection)

    with RawServer(handler) as server:
        url = server.url.replace("http", "https")
        with pytest.raises(APIConnectionError):
            _get(subject, server, base_url=url)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setattr("coxswain.network.tls_context", httpx.create_ssl_context)
        assert _get(subject, server, times=2, base_url=url) == ["a-1"] * 2
        assert len(server.connections) == 2
