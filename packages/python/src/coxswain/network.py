"""The httpx clients that are used unless the user brings one."""

import ssl
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any, TypeVar, cast
from urllib.request import getproxies

import anyio
import httpcore
import httpx

from ._gen import behaviour
from .cancel import current_guard
from .middleware import AttemptRequest

T = TypeVar("T")

HttpClient = httpx.Client | httpx.BaseTransport
AsyncHttpClient = httpx.AsyncClient | httpx.AsyncBaseTransport

_opened: ContextVar[list["TidyStream"] | None] = ContextVar("opened", default=None)
"""What the attempt of this task has opened."""

LIMITS = httpx.Limits(
    max_connections=None,
    max_keepalive_connections=behaviour.KEEP_ALIVE_CONNECTIONS,
    keepalive_expiry=behaviour.KEEP_ALIVE_EXPIRY_MS / 1000,
)
"""Of the connections of a client."""

_parse_url = lru_cache(maxsize=256)(httpx.URL)
"""What httpx takes longest for, and a client has few of: URLs never change once they are made."""


@cache
def tls_context() -> ssl.SSLContext:
    """One per process: reading the certificates is what makes a client expensive."""
    return httpx.create_ssl_context()


def create_http_client() -> HttpClient:
    """One whose sockets can be shut from another thread. Guards bound its time.

    Only where there are proxies a client is needed, which knows what goes through which of them.
    """
    if getproxies():
        return _GuardedClient(verify=tls_context(), limits=LIMITS, timeout=None)
    transport = httpx.HTTPTransport(verify=tls_context(), limits=LIMITS)
    return _connect_by(GuardedBackend(), transport)


def create_async_http_client() -> AsyncHttpClient:
    """One whose sockets close when what uses them is cancelled. Guards bound its time."""
    if getproxies():
        return _TidyClient(verify=tls_context(), limits=LIMITS, timeout=None)
    transport = httpx.AsyncHTTPTransport(verify=tls_context(), limits=LIMITS)
    return _connect_by(TidyBackend(), transport)


def send_by(client: HttpClient, request: httpx.Request) -> httpx.Response:
    """A client adds what its user has set up; a transport sends what it is given."""
    if not isinstance(client, httpx.BaseTransport):
        return client.send(request, stream=True, follow_redirects=False)
    response = client.handle_request(request)
    response.request = request
    return response


async def async_send_by(client: AsyncHttpClient, request: httpx.Request) -> httpx.Response:
    """The same; and what it has opened and not used is closed when it fails.

    The pool knows nothing of a stream before its handshake is over, and between that and the first
    byte of a request that is cancelled it forgets to close it.
    """
    opened: list[TidyStream] = []
    token = _opened.set(opened)
    try:
        if not isinstance(client, httpx.AsyncBaseTransport):
            return await client.send(request, stream=True, follow_redirects=False)
        response = await client.handle_async_request(request)
        response.request = request
        return response
    except BaseException:
        with anyio.CancelScope(shield=True):
            for stream in opened:
                if not stream.used:
                    await stream.aclose()
        raise
    finally:
        _opened.reset(token)


def create_request(request: AttemptRequest, extensions: dict[str, Any]) -> httpx.Request:
    """For httpx, with the headers that it would find out itself, and slower."""
    url, body = _parse_url(request.url), request.body
    headers = {"host": url.netloc.decode("ascii"), **request.headers}
    if body is not None or request.method in ("POST", "PUT", "PATCH"):
        headers["content-length"] = str(len(body or b""))
    stream = httpx.ByteStream(body or b"")
    made = httpx.Request(request.method, url, headers=headers, stream=stream, extensions=extensions)
    # Hooks and credentials of a user's client may want to see the body.
    made.read()
    return made


class _GuardedClient(httpx.Client):
    def _init_transport(self, *args: Any, **options: Any) -> httpx.BaseTransport:
        return _connect_by(GuardedBackend(), super()._init_transport(*args, **options))

    def _init_proxy_transport(self, *args: Any, **options: Any) -> httpx.BaseTransport:
        return _connect_by(GuardedBackend(), super()._init_proxy_transport(*args, **options))


class _TidyClient(httpx.AsyncClient):
    def _init_transport(self, *args: Any, **options: Any) -> httpx.AsyncBaseTransport:
        return _connect_by(TidyBackend(), super()._init_transport(*args, **options))

    def _init_proxy_transport(self, *args: Any, **options: Any) -> httpx.AsyncBaseTransport:
        return _connect_by(TidyBackend(), super()._init_proxy_transport(*args, **options))


def _connect_by(backend: object, transport: T) -> T:
    """httpx offers no way to hand a network backend to the pool of a transport."""
    vars(vars(transport)["_pool"])["_network_backend"] = backend
    return transport


class GuardedBackend(httpcore.NetworkBackend):
    """Connects under the guard of the attempt that asks for it."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect; a guard that is stopped meanwhile does not wait for it."""

        def connect() -> httpcore.NetworkStream:
            return self._backend.connect_tcp(host, port, timeout, local_address, socket_options)

        guard = current_guard.get()
        stream = connect() if guard is None else guard.run(connect, lambda late: late.close())
        return GuardedStream(stream)


class GuardedStream(httpcore.NetworkStream):
    """Tells the guard of the attempt that uses it which socket to shut."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self._socket = stream.get_extra_info("socket")

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, at most so much."""
        self._hold()
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._hold()
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Shake hands. The TLS socket takes over the plain one; a duplicate can still shut it."""
        guard = current_guard.get()
        duplicate = self._socket.dup()
        try:
            if guard is not None:
                guard.hold(duplicate)
            return GuardedStream(self._stream.start_tls(ssl_context, server_hostname, timeout))
        finally:
            if guard is not None:
                guard.hold(None)
            duplicate.close()

    def get_extra_info(self, info: str) -> Any:
        """What the wrapped stream knows."""
        return self._stream.get_extra_info(info)

    def _hold(self) -> None:
        guard = current_guard.get()
        if guard is not None and guard.socket is not self._socket:
            guard.hold(self._socket)


class TidyBackend(httpcore.AsyncNetworkBackend):
    """Leaves no socket behind when an attempt ends before its request goes out."""

    def __init__(self) -> None:
        self._backend = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect."""
        return TidyStream(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )


class TidyStream(httpcore.AsyncNetworkStream):
    """A stream that is closed with the attempt that opened it, unless a request went out on it."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.used = False
        opened = _opened.get()
        if opened is not None:
            opened.append(self)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, at most so much."""
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self.used = True
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the socket."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Shake hands."""
        secured = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        self.used = True
        return TidyStream(secured)

    def get_extra_info(self, info: str) -> Any:
        """What the wrapped stream knows."""
        return self._stream.get_extra_info(info)


def trace_socket(event: str, info: Mapping[str, Any]) -> None:
    """For a client that the user brought: learn of its sockets as they are opened."""
    guard = current_guard.get()
    if guard is not None and event in _OPENED:
        guard.hold(info["return_value"].get_extra_info("socket"))


def trace_response(extensions: Mapping[str, Any]) -> None:
    """The same for a socket that was opened before, known once it has answered."""
    guard = current_guard.get()
    if guard is not None and "network_stream" in extensions:
        guard.hold(extensions["network_stream"].get_extra_info("socket"))


_OPENED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})
