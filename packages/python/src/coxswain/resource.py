"""What the generated resources stand on: a row, its arguments, and the way to the transport."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from .api_response import APIResponse
from .async_stream import AsyncEventStream
from .call import operation_input
from .operation import Operation
from .options import RequestOptions, StreamOptions
from .pagination import AsyncPaginator, Page, Paginator
from .stream import EventStream

if TYPE_CHECKING:
    from .async_transport import AsyncTransport
    from .transport import Transport

T = TypeVar("T")

Path = Sequence[str | int]
Params = Mapping[str, object]


class Resource:
    """A resource of a synchronous client."""

    __slots__ = ("_transport",)

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _call(
        self, operation: Operation[T], path: Path, params: Params, options: RequestOptions | None
    ) -> T:
        return self._transport.send(
            operation_input(self._transport.settings, operation, path, params, options)
        ).data

    def _list(
        self,
        operation: Operation[Page[T]],
        path: Path,
        params: Params,
        options: RequestOptions | None,
    ) -> Paginator[T]:
        def fetch(cursor: str | None) -> Page[T]:
            query = params if cursor is None else {**params, "cursor": cursor}
            return self._call(operation, path, query, options)

        return Paginator(fetch)

    def _stream(
        self, operation: Operation[Any], path: Path, params: Params, options: StreamOptions | None
    ) -> EventStream:
        return EventStream(self._transport, operation, path, params, options)


class RawResource:
    """A resource whose methods return the response together with the result."""

    __slots__ = ("_transport",)

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _call(
        self, operation: Operation[T], path: Path, params: Params, options: RequestOptions | None
    ) -> APIResponse[T]:
        return self._transport.send(
            operation_input(self._transport.settings, operation, path, params, options)
        ).with_response()


class AsyncResource:
    """A resource of an asynchronous client."""

    __slots__ = ("_transport",)

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def _call(
        self, operation: Operation[T], path: Path, params: Params, options: RequestOptions | None
    ) -> T:
        return (
            await self._transport.send(
                operation_input(self._transport.settings, operation, path, params, options)
            )
        ).data

    def _list(
        self,
        operation: Operation[Page[T]],
        path: Path,
        params: Params,
        options: RequestOptions | None,
    ) -> AsyncPaginator[T]:
        async def fetch(cursor: str | None) -> Page[T]:
            query = params if cursor is None else {**params, "cursor": cursor}
            return await self._call(operation, path, query, options)

        return AsyncPaginator(fetch)

    def _stream(
        self, operation: Operation[Any], path: Path, params: Params, options: StreamOptions | None
    ) -> AsyncEventStream:
        return AsyncEventStream(self._transport, operation, path, params, options)


class AsyncRawResource:
    """A resource whose methods return the response together with the result."""

    __slots__ = ("_transport",)

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def _call(
        self, operation: Operation[T], path: Path, params: Params, options: RequestOptions | None
    ) -> APIResponse[T]:
        return (
            await self._transport.send(
                operation_input(self._transport.settings, operation, path, params, options)
            )
        ).with_response()
