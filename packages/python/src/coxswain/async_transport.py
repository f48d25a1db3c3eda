"""Sends the calls of an asynchronous client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, cast

import httpx
from anyio.lowlevel import current_token

from .attempt import Answer, Attempts, Outcome
from .call import CallInput, prepare_call
from .cancel import AsyncGuards
from .errors import APIConnectionError, CoxswainError
from .middleware import AsyncMiddleware, AttemptRequest, compose_middleware
from .network import (
    AsyncHttpClient,
    async_send_by,
    create_async_http_client,
    create_request,
)
from .response import Reply, complete_response, is_encoded, is_event_stream, read_async_reply
from .retry_budget import RetryBudget
from .runtime import AsyncRuntime
from .settings import ClientSettings

T = TypeVar("T")


class AsyncTransport:
    """Sends calls: attempts, the waits between them, and the budget that all calls share."""

    def __init__(
        self,
        settings: ClientSettings,
        runtime: AsyncRuntime,
        middleware: Sequence[AsyncMiddleware],
        http_client: AsyncHttpClient | None,
    ) -> None:
        self.settings = settings
        self.runtime = runtime
        self._budget = RetryBudget(runtime.monotonic)
        self.guards = AsyncGuards(runtime)
        self._middleware = middleware
        self._owned = http_client is None
        self._loop: object = None
        self._http = http_client if http_client is not None else create_async_http_client()
        self._send_through = compose_middleware(list(middleware), self._send_attempt)

    async def send(self, given: CallInput[T]) -> Answer[T]:
        """Send a call until it has a result or an error that is final."""
        call = prepare_call(self.settings, self.runtime, given)
        with call.span:
            attempts = Attempts(self.settings, self.runtime, self._budget, call)
            while True:
                outcome = await self._attempt(attempts)
                if isinstance(outcome, Answer):
                    return outcome
                delay = attempts.delay_before_retry(outcome)

                async def wait(seconds: float = delay) -> object:
                    return await self.runtime.sleep(seconds)

                await self.guards.guard(attempts.wait_limit(outcome), wait)

    async def close(self) -> None:
        """End what is under way, and close the connections unless they are the user's."""
        self.guards.close()
        if self._owned:
            await self._client().aclose()

    async def send_at_last(self, given: CallInput[T]) -> None:
        """Send what still has to be said when the client is closed already; it may fail."""
        last = self if not self.guards.closed else self._successor()
        try:
            await last.send(given)
        except Exception:
            # Whoever hears nothing acts on time passing.
            pass
        finally:
            if last is not self:
                await last.close()

    def _successor(self) -> AsyncTransport:
        http_client = None if self._owned else self._http
        return AsyncTransport(self.settings, self.runtime, self._middleware, http_client)

    async def _attempt(self, attempts: Attempts[T]) -> Outcome[T]:
        """One attempt within its time."""
        attempt = attempts.begin()

        async def exchange() -> Reply:
            response = await self.exchange(attempt.request)
            return await read_async_reply(response, attempt.request.operation)

        try:
            reply = await self.guards.guard(attempt.limit, exchange)
        except BaseException as error:
            return attempt.failed(error)
        return attempts.answered(attempt, reply)

    async def exchange(self, request: AttemptRequest) -> httpx.Response:
        """Send it through all middleware."""
        response = cast("object", await self._send_through(request))
        if not isinstance(response, httpx.Response):
            message = "a middleware must answer with an httpx.Response"
            raise CoxswainError(message, operation=request.operation)
        return response

    async def _send_attempt(self, request: AttemptRequest) -> httpx.Response:
        """The innermost step. Its failures, and only they, are connection errors."""
        try:
            response = await async_send_by(self._client(), create_request(request, {}))
        except Exception as error:
            message = "connection failed"
            raise APIConnectionError(message, operation=request.operation) from error
        if response.is_stream_consumed or (request.streaming and is_event_stream(response)):
            return response
        try:
            if is_encoded(response):
                body = b"".join([part async for part in response.aiter_raw()])
                return complete_response(response, body)
            await response.aread()
            return response
        except Exception as error:
            message = "the answer broke off"
            raise APIConnectionError(message, operation=request.operation) from error
        finally:
            await response.aclose()

    def _client(self) -> AsyncHttpClient:
        """Connections belong to the event loop that opened them, and end with it."""
        if self._owned and self._loop != (loop := current_token()):
            if self._loop is not None:
                self._http = create_async_http_client()
            self._loop = loop
        return self._http
