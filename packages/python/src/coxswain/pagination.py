"""Lists, fetched page by page as they are read."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Generic, Protocol, TypeVar

from .errors import ResponseFormatError

T = TypeVar("T")


class Page(Protocol[T]):
    """One page of a list as it is on the wire."""

    data: list[T]
    next_cursor: str | None
    """Where the next page begins; None on the last one. Opaque: hand it back as `cursor`."""
    has_more: bool


class Paginator(Generic[T]):
    """A list that is fetched as it is read.

    Every iteration starts anew from the query's own cursor; each page is a call of its own, with
    its own timeout, deadline and retries.
    """

    __slots__ = ("_fetch",)

    def __init__(self, fetch: Callable[[str | None], Page[T]]) -> None:
        self._fetch = fetch

    def page(self) -> Page[T]:
        """The first page."""
        return self._fetch(None)

    def pages(self) -> Iterator[Page[T]]:
        """One page after the other."""
        cursor: str | None = None
        while True:
            page = self._fetch(cursor)
            yield page
            cursor = next_cursor(page, cursor)
            if cursor is None:
                return

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.data


class AsyncPaginator(Generic[T]):
    """A list that is fetched as it is read, with `async for`.

    Every iteration starts anew from the query's own cursor; each page is a call of its own, with
    its own timeout, deadline and retries.
    """

    __slots__ = ("_fetch",)

    def __init__(self, fetch: Callable[[str | None], Awaitable[Page[T]]]) -> None:
        self._fetch = fetch

    async def page(self) -> Page[T]:
        """The first page."""
        return await self._fetch(None)

    async def pages(self) -> AsyncIterator[Page[T]]:
        """One page after the other."""
        cursor: str | None = None
        while True:
            page = await self._fetch(cursor)
            yield page
            cursor = next_cursor(page, cursor)
            if cursor is None:
                return

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.data:
                yield item


def next_cursor(page: Page[T], current: str | None) -> str | None:
    """The cursor to go on with. A server that repeats one would be read forever."""
    if not page.has_more or page.next_cursor is None:
        return None
    if page.next_cursor == current:
        raise ResponseFormatError("the list repeats its cursor")
    return page.next_cursor
