"""Sends the calls of a synchronous client."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, TypeVar, cast

import httpx

from .attempt import Answer, Attempts, Outcome
from .call import CallInput, prepare_call
from .cancel import Guard, Guards, current_guard
from .errors import APIConnectionError, CoxswainError
from .middleware import AttemptRequest, Middleware, compose_middleware
from .network import (
    HttpClient,
    create_http_client,
    create_request,
    send_by,
    trace_response,
    trace_socket,
)
from .response import complete_response, is_encoded, is_event_stream, read_reply
from .retry_budget import RetryBudget
from .runtime import Runtime
from .settings import ClientSettings

T = TypeVar("T")

_LONGEST_SOCKET_TIMEOUT = 10.0**9
_PHASES = ("connect", "read", "write", "pool")


class Transport:
    """Sends calls: attempts, the waits between them, and the budget that all calls share."""

    def __init__(
        self,
        settings: ClientSettings,
        runtime: Runtime,
        middleware: Sequence[Middleware],
        http_client: HttpClient | None,
    ) -> None:
        self.settings = settings
        self.runtime = runtime
        self._budget = RetryBudget(runtime.monotonic)
        self.guards = Guards(runtime)
        self._middleware = middleware
        self._owned = http_client is None
        self._process = os.getpid()
        self._http = http_client if http_client is not None else create_http_client()
        self._send_through = compose_middleware(list(middleware), self._send_attempt)

    def send(self, given: CallInput[T], guards: Guards | None = None) -> Answer[T]:
        """Send a call until it has a result or an error that is final.

        Guards of its own let it be ended apart from the client's other calls.
        """
        guards = self.guards if guards is None else guards
        call = prepare_call(self.settings, self.runtime, given)
        with call.span:
            attempts = Attempts(self.settings, self.runtime, self._budget, call)
            while True:
                outcome = self._attempt(attempts, guards)
                if isinstance(outcome, Answer):
                    return outcome
                delay = attempts.delay_before_retry(outcome)
                with guards.guard(attempts.wait_limit(outcome)) as guard:
                    self.runtime.sleep(delay, guard.stopped)

    def close(self) -> None:
        """End what is under way, and close the connections unless they are the user's."""
        self.guards.close()
        if self._owned:
            self._http.close()

    def send_at_last(self, given: CallInput[T]) -> None:
        """Send what still has to be said when the client is closed already; it may fail."""
        last = self if not self.guards.closed else self._successor()
        try:
            last.send(given)
        except Exception:
            # Whoever hears nothing acts on time passing.
            pass
        finally:
            if last is not self:
                last.close()

    def _successor(self) -> Transport:
        http_client = None if self._owned else self._http
        return Transport(self.settings, self.runtime, self._middleware, http_client)

    def _attempt(self, attempts: Attempts[T], guards: Guards) -> Outcome[T]:
        """One attempt within its time."""
        attempt = attempts.begin()
        try:
            with guards.guard(attempt.limit):
                reply = read_reply(self.exchange(attempt.request), attempt.request.operation)
        except BaseException as error:
            return attempt.failed(error)
        return attempts.answered(attempt, reply)

    def exchange(self, request: AttemptRequest) -> httpx.Response:
        """Send it through all middleware."""
        response = cast("object", self._send_through(request))
        if not isinstance(response, httpx.Response):
            message = "a middleware must answer with an httpx.Response"
            raise CoxswainError(message, operation=request.operation)
        return response

    def hold(self, response: httpx.Response | None) -> None:
        """What is read next from this response can be ended through the guard around it."""
        if response is not None and not self._owned:
            trace_response(response.extensions)

    def _send_attempt(self, request: AttemptRequest) -> httpx.Response:
        """The innermost step. Its failures, and only they, are connection errors."""
        guard = current_guard.get()
        try:
            sent = create_request(request, self._extensions(guard, request))
            response = send_by(self._client(), sent)
        except Exception as error:
            if guard is not None and isinstance(error, httpx.TimeoutException):
                guard.expire()
            message = "connection failed"
            raise APIConnectionError(message, operation=request.operation) from error
        if response.is_stream_consumed or (request.streaming and is_event_stream(response)):
            return response
        try:
            self.hold(response)
            if is_encoded(response):
                return complete_response(response, b"".join(response.iter_raw()))
            response.read()
            return response
        except Exception as error:
            message = "the answer broke off"
            raise APIConnectionError(message, operation=request.operation) from error
        finally:
            response.close()

    def _client(self) -> HttpClient:
        """A forked child must not write into the connections of its parent."""
        if self._owned and self._process != os.getpid():
            self._process = os.getpid()
            self._http = create_http_client()
        return self._http

    def _extensions(self, guard: Guard | None, request: AttemptRequest) -> dict[str, Any]:
        """The guard bounds the attempt; these bound what it might have to leave behind."""
        seconds = None if guard is None else guard.limit.seconds
        if seconds is not None:
            seconds = min(seconds, _LONGEST_SOCKET_TIMEOUT)
        if self._owned:
            return {"timeout": {"connect": seconds}}
        timeout: dict[str, float | None] = dict.fromkeys(_PHASES, seconds)
        if request.streaming:
            # The guards of the stream bound how long it may be silent.
            timeout["read"] = None
        return {"timeout": timeout, "trace": trace_socket}
