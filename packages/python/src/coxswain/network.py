"""The httpx clients that are used unless the user brings one."""

import ssl
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar, cast

import anyio
import httpcore
import httpx

from ._gen import behaviour
from .cancel import current_guard

T = TypeVar("T")

_opened: ContextVar[list["TidyStream"] | None] = ContextVar("opened", default=None)
"""What the attempt of this task has opened."""

LIMITS = httpx.Limits(
    max_connections=None,
    max_keepalive_connections=behaviour.KEEP_ALIVE_CONNECTIONS,
    keepalive_expiry=behaviour.KEEP_ALIVE_EXPIRY_MS / 1000,
)
"""Of the connections of a client."""


@cache
def tls_context() -> ssl.SSLContext:
    """One per process: reading the certificates is what makes a client expensive."""
    return httpx.create_ssl_context()


def create_http_client() -> httpx.Client:
    """A client whose sockets can be shut from another thread. Guards bound its time."""
    return _GuardedClient(verify=tls_context(), limits=LIMITS, timeout=None)


def create_async_http_client() -> httpx.AsyncClient:
    """A client whose sockets close when what uses them is cancelled. Guards bound its time."""
    return _TidyClient(verify=tls_context(), limits=LIMITS, timeout=None)


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


@asynccontextmanager
async def tidy_sockets() -> AsyncGenerator[None]:
    """Close what an attempt has opened and not used when it fails.

    The pool knows nothing of a stream before its handshake is over, and between that and the first
    byte of a request that is cancelled it forgets to close it.
    """
    streams: list[TidyStream] = []
    token = _opened.set(streams)
    try:
        yield
    except BaseException:
        with anyio.CancelScope(shield=True):
            for stream in streams:
                if not stream.used:
                    await stream.aclose()
        raise
    finally:
        _opened.reset(token)


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
