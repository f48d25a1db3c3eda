"""The clients: what a user constructs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar, overload

import httpx
from typing_extensions import Self

from ._gen import behaviour
from ._gen.async_resources import AsyncRawResources, AsyncResources
from ._gen.resources import RawResources, Resources
from .async_governed import governed as async_governed
from .async_transport import AsyncTransport
from .call import ABSENT, free_input
from .governed import Governed, GovernedRun, Work, governed
from .headers import HeaderValues
from .lazy import models, params
from .logger import Logger, LogLevel
from .middleware import AsyncMiddleware, Middleware
from .operation import HttpMethod
from .options import GovernedOptions, RequestOptions
from .runtime import AsyncRuntime, Runtime
from .settings import resolve_client_options
from .transport import Transport

T = TypeVar("T")

_TIMEOUT = behaviour.DEFAULT_TIMEOUT_MS / 1000


class Coxswain(Resources):
    """A synchronous client, safe to share between threads.

    - `base_url`: where the server is. Default: `COXSWAIN_BASE_URL`, else `http://127.0.0.1:4747`.
    - `api_key`: default `COXSWAIN_API_KEY`; without either, construction fails.
    - `timeout`: seconds that one attempt may take, from waiting for a connection to the last byte
      of the body. Default 60. None switches it off; 0 and infinity are refused.
    - `deadline`: seconds that a whole call may take, all attempts and waits included. Default None:
      no limit.
    - `max_retries`: attempts after the first one. Default 2.
    - `headers`: added to every request; names are compared in lower case, values are printable
      ASCII.
    - `http_client`: the innermost step: a client of httpx, or a transport of httpx alone, which
      sends what it is given and costs less. It stays open when this client closes. Default: one of
      our own, which obeys the proxies of the environment.
    - `middleware`: wrapped around every attempt, the first one outermost.
    - `logger`: where log lines go. Default: the logger `coxswain` of the standard library, or
      stderr where that has no handler.
    - `log_level`: least severe level that is logged. Default: `COXSWAIN_LOG`, else `warn`.
    - `runtime`: time and chance, for tests and unusual platforms.
    - `validate_responses`: check every result against its whole schema. Default: only its root type
      and page envelope are checked.

    Raises `CoxswainError` on a missing key or an option that makes no sense.
    """

    def __init__(
        self,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float | None = _TIMEOUT,
        deadline: float | None = None,
        max_retries: int = behaviour.DEFAULT_MAX_RETRIES,
        headers: HeaderValues | None = None,
        http_client: httpx.Client | httpx.BaseTransport | None = None,
        middleware: Sequence[Middleware] = (),
        logger: Logger | None = None,
        log_level: LogLevel | None = None,
        runtime: Runtime | None = None,
        validate_responses: bool = False,
    ) -> None:
        settings = resolve_client_options(
            base_url=base_url,
            api_key=api_key,
            call={
                "timeout": timeout,
                "deadline": deadline,
                "max_retries": max_retries,
                "headers": headers if headers is not None else {},
            },
            logger=logger,
            log_level=log_level,
            validate_responses=validate_responses,
        )
        given = runtime if runtime is not None else Runtime()
        self._transport = Transport(settings, given, middleware, http_client)
        super().__init__(self._transport)

    @property
    def base_url(self) -> str:
        """Where requests go: the base URL with the API prefix."""
        return self._transport.settings.url

    @property
    def with_raw_response(self) -> RawResources:
        """The same methods, returning status, headers and request id together with the result."""
        return RawResources(self._transport)

    def request(
        self,
        method: HttpMethod,
        path: str,
        *,
        body: object = ABSENT,
        query: Mapping[str, object] | None = None,
        options: RequestOptions | None = None,
    ) -> Any:
        """Call any route below the API prefix, with the retries, errors and keys of every call.

        Returns the JSON as it is, None where there is none.
        """
        settings = self._transport.settings
        given = free_input(settings, method, path, body, query, options)
        return self._transport.send(given).data

    def governed(
        self,
        action: params.ActionCreateParams,
        fn: Callable[[GovernedRun[Any]], T],
        *,
        on_waiting: Callable[[models.Approval], object] | None = None,
        accept_modified: bool = False,
        lease_seconds: int = behaviour.LEASE_SECONDS,
        approval_timeout: float | None = None,
        options: GovernedOptions | None = None,
    ) -> Governed[T]:
        """Do something only if it is allowed, and have it recorded.

        Creates the action, which decides about it; waits for a person where one must decide;
        claims it; runs `fn` with what was approved; holds the claim while it runs; tells how it
        went. Fails closed: without a clear yes `fn` is not called, and the action is cancelled.

            done = cox.governed(
                {"agent_id": "deployer-1", "action_type": "deploy", "goal": "Ship 2.1",
                 "act": {"type": "shell", "command": "make deploy"}},
                lambda run: sh(run.act.command),
            )

        Args:
            action: The fields of `ActionCreateParams`.
            fn: Called once, in this thread, with the act to do. What it raises is recorded and
                raised untouched; what it returns is the result, sent nowhere.
            on_waiting: Called once when a person must decide, with the approval to decide about.
                What it raises cancels the action.
            accept_modified: Whether an act that the approver changed may be run. Default: it is
                cancelled, because code written for one act may do harm with another.
            lease_seconds: Seconds that the claim holds without a renewal, 60 by default; renewed
                every third of it. That is how long others believe in a run that has died.
            approval_timeout: Seconds to wait for a person. Default: None, until the approval
                expires.
            options: What the calls set apart from their client.

        Raises:
            GovernedError: `action_blocked`, `action_denied`, `approval_expired`,
                `action_cancelled`, `act_modified`, `action_not_approved`; after a run `lease_lost`
                and `outcome_unrecorded`, with its result
            APITimeoutError: `deadline_exceeded`, after `approval_timeout`
            APIError: what a step is refused with
            AbortedError: the client was closed meanwhile; the action is cancelled
        """
        work = Work(
            self._transport.settings,
            action,
            options,
            accept_modified=accept_modified,
            lease_seconds=lease_seconds,
            approval_timeout=approval_timeout,
        )

        def wait_for(approval_id: str) -> models.Approval:
            return self.approvals.wait_for(
                approval_id, timeout=work.approval_timeout, headers=work.headers
            )

        return governed(self._transport, work, fn, on_waiting, wait_for)

    def close(self) -> None:
        """End the calls that are under way, from whatever thread, with `AbortedError`."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncCoxswain(AsyncResources):
    """An asynchronous client, for asyncio. The options are those of `Coxswain`.

    Cancelling a task that awaits a call closes the call's socket; `CancelledError` passes
    untouched.
    """

    def __init__(
        self,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float | None = _TIMEOUT,
        deadline: float | None = None,
        max_retries: int = behaviour.DEFAULT_MAX_RETRIES,
        headers: HeaderValues | None = None,
        http_client: httpx.AsyncClient | httpx.AsyncBaseTransport | None = None,
        middleware: Sequence[AsyncMiddleware] = (),
        logger: Logger | None = None,
        log_level: LogLevel | None = None,
        runtime: AsyncRuntime | None = None,
        validate_responses: bool = False,
    ) -> None:
        settings = resolve_client_options(
            base_url=base_url,
            api_key=api_key,
            call={
                "timeout": timeout,
                "deadline": deadline,
                "max_retries": max_retries,
                "headers": headers if headers is not None else {},
            },
            logger=logger,
            log_level=log_level,
            validate_responses=validate_responses,
        )
        given = runtime if runtime is not None else AsyncRuntime()
        self._transport = AsyncTransport(settings, given, middleware, http_client)
        super().__init__(self._transport)

    @property
    def base_url(self) -> str:
        """Where requests go: the base URL with the API prefix."""
        return self._transport.settings.url

    @property
    def with_raw_response(self) -> AsyncRawResources:
        """The same methods, returning status, headers and request id together with the result."""
        return AsyncRawResources(self._transport)

    async def request(
        self,
        method: HttpMethod,
        path: str,
        *,
        body: object = ABSENT,
        query: Mapping[str, object] | None = None,
        options: RequestOptions | None = None,
    ) -> Any:
        """Call any route below the API prefix, with the retries, errors and keys of every call.

        Returns the JSON as it is, None where there is none.
        """
        settings = self._transport.settings
        given = free_input(settings, method, path, body, query, options)
        return (await self._transport.send(given)).data

    @overload
    async def governed(
        self,
        action: params.ActionCreateParams,
        fn: Callable[[GovernedRun[Any]], Awaitable[T]],
        *,
        on_waiting: Callable[[models.Approval], object] | None = None,
        accept_modified: bool = False,
        lease_seconds: int = behaviour.LEASE_SECONDS,
        approval_timeout: float | None = None,
        options: GovernedOptions | None = None,
    ) -> Governed[T]: ...

    @overload
    async def governed(
        self,
        action: params.ActionCreateParams,
        fn: Callable[[GovernedRun[Any]], T],
        *,
        on_waiting: Callable[[models.Approval], object] | None = None,
        accept_modified: bool = False,
        lease_seconds: int = behaviour.LEASE_SECONDS,
        approval_timeout: float | None = None,
        options: GovernedOptions | None = None,
    ) -> Governed[T]: ...

    async def governed(
        self,
        action: params.ActionCreateParams,
        fn: Callable[[GovernedRun[Any]], Awaitable[T] | T],
        *,
        on_waiting: Callable[[models.Approval], object] | None = None,
        accept_modified: bool = False,
        lease_seconds: int = behaviour.LEASE_SECONDS,
        approval_timeout: float | None = None,
        options: GovernedOptions | None = None,
    ) -> Governed[T]:
        """Do something only if it is allowed, and have it recorded.

        Creates the action, which decides about it; waits for a person where one must decide;
        claims it; runs `fn` with what was approved; holds the claim while it runs; tells how it
        went. Fails closed: without a clear yes `fn` is not called, and the action is cancelled.

            done = await cox.governed(
                {"agent_id": "deployer-1", "action_type": "deploy", "goal": "Ship 2.1",
                 "act": {"type": "shell", "command": "make deploy"}},
                lambda run: sh(run.act.command),
            )

        Args:
            action: The fields of `ActionCreateParams`.
            fn: Called once, with the act to do. A coroutine function runs in this task; a plain
                function runs in a worker thread, because it may block, and what it returns is
                awaited if it can be. What it raises is recorded and raised untouched; what it
                returns is the result, sent nowhere.
            on_waiting: Called once when a person must decide, with the approval to decide about;
                awaited if it can be. What it raises cancels the action.
            accept_modified: Whether an act that the approver changed may be run. Default: it is
                cancelled, because code written for one act may do harm with another.
            lease_seconds: Seconds that the claim holds without a renewal, 60 by default; renewed
                every third of it. That is how long others believe in a run that has died.
            approval_timeout: Seconds to wait for a person. Default: None, until the approval
                expires.
            options: What the calls set apart from their client.

        Raises:
            GovernedError: `action_blocked`, `action_denied`, `approval_expired`,
                `action_cancelled`, `act_modified`, `action_not_approved`; after a run `lease_lost`
                and `outcome_unrecorded`, with its result
            APITimeoutError: `deadline_exceeded`, after `approval_timeout`
            APIError: what a step is refused with
            AbortedError: the client was closed meanwhile; the action is cancelled
            CancelledError: untouched, when the task is cancelled: `fn` is cancelled in turn, or, in
                a thread, told by `run.cancelled()`; its end is awaited, then the action cancelled
        """
        work = Work(
            self._transport.settings,
            action,
            options,
            accept_modified=accept_modified,
            lease_seconds=lease_seconds,
            approval_timeout=approval_timeout,
        )

        async def wait_for(approval_id: str) -> models.Approval:
            return await self.approvals.wait_for(
                approval_id, timeout=work.approval_timeout, headers=work.headers
            )

        return await async_governed(self._transport, work, fn, on_waiting, wait_for)

    async def close(self) -> None:
        """End the calls that are under way with `AbortedError`, and close the connections."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()
