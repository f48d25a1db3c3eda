import type { CallSettings } from './call-settings.ts'
import { guard } from './cancel.ts'
import { warnDeprecated } from './deprecation.ts'
import { APIConnectionError, APIError, APITimeoutError, type CoxswainError } from './errors.ts'
import * as behaviour from './gen/behaviour.ts'
import { buildHeaders, checkHeaders, type HeaderRecord } from './headers.ts'
import type { Log } from './logger.ts'
import type { SendAttempt } from './middleware.ts'
import type { Operation } from './operation.ts'
import type { Fetch } from './options.ts'
import { type Redact, redactHeaders } from './redact.ts'
import {
  type Reply,
  type ResponseValidators,
  readReply,
  readResult,
  toApiError,
} from './response.ts'
import { backoff, isRetriedStatus, parseRetryAfter } from './retry.ts'
import { RetryBudget } from './retry-budget.ts'
import type { Runtime } from './runtime.ts'
import type { CallSpan } from './telemetry.ts'

/** One call, ready to be sent as often as need be: nothing in it changes between attempts. */
export interface Call {
  readonly operation: Operation
  readonly url: string
  readonly headers: HeaderRecord
  readonly body: string | undefined
  readonly signal: AbortSignal | undefined
  readonly settings: CallSettings
  readonly span: CallSpan
}

/** How an attempt ended: with a result, with an answer that is an error, or without an answer. */
export interface Outcome {
  readonly reply?: Reply
  readonly data?: unknown
  readonly error?: CoxswainError
}

export interface TransportSettings {
  /** Middleware around the fetch. */
  readonly send: SendAttempt
  readonly runtime: Runtime
  readonly log: Log
  readonly redact: Redact
  readonly validators: ResponseValidators | undefined
}

/** The innermost step of an attempt. Its failures, and only they, are connection errors. */
export function createSendAttempt(fetch: Fetch): SendAttempt {
  return async ({ url, method, headers: given, body = null, signal, operation }) => {
    // A middleware may have set a header in another case: it must not be sent twice.
    const headers = buildHeaders(given)
    checkHeaders(headers)
    try {
      return await fetch(url, { method, headers, body, signal, redirect: 'manual' })
    } catch (cause) {
      throw new APIConnectionError('connection failed', { cause, operation })
    }
  }
}

/** Sends calls: attempts, the waits between them, and the budget that all calls share. */
export class Transport {
  readonly #settings: TransportSettings
  readonly #budget: RetryBudget

  constructor(settings: TransportSettings) {
    this.#settings = settings
    this.#budget = new RetryBudget(settings.runtime)
  }

  /** Resolves with the last outcome; rejects when the caller aborts or the deadline passes. */
  async send(call: Call): Promise<Outcome> {
    const { span } = call
    try {
      const outcome = await span.run(() => this.#attempts(call))
      span.end(outcome.reply?.status, outcome.error)
      return outcome
    } catch (error) {
      span.end(undefined, error)
      throw error
    }
  }

  async #attempts(call: Call): Promise<Outcome> {
    const { runtime, log } = this.#settings
    const { operation, settings, signal, span } = call
    const startedAt = runtime.monotonic()
    const remaining = () =>
      settings.deadline === null ? null : settings.deadline - (runtime.monotonic() - startedAt)
    this.#budget.deposit()
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#attempt(call, attempt, remaining())
      const { error } = outcome
      const delay = error && this.#delayBeforeRetry(error, attempt, call, remaining())
      if (error === undefined || delay === undefined) return outcome
      const next = { operation: operation.id, attempt: attempt + 1, delay_ms: delay }
      log('info', 'retry', () => ({ ...next, error: error.code }))
      span.retry(attempt + 1, delay, error)
      const onTimeout = () => deadlineError(call, error)
      const wait = { runtime, signal, limit: remaining(), onTimeout, operation: operation.id }
      await guard(wait, (inner) => runtime.sleep(delay, inner))
    }
  }

  /** One attempt within its time. What may be retried is part of the outcome, the rest is thrown. */
  async #attempt(call: Call, attempt: number, remaining: number | null): Promise<Outcome> {
    const { runtime, log, send, redact, validators } = this.#settings
    const { operation, url, body, signal, settings } = call
    const { timeout } = settings
    const headers = { ...call.headers, 'x-coxswain-attempt': String(attempt) }
    const startedAt = runtime.monotonic()
    const record = (outcome: Readonly<Record<string, unknown>>) =>
      log('debug', 'attempt', () => ({
        operation: operation.id,
        method: operation.method,
        path: new URL(url).pathname,
        attempt,
        headers: redactHeaders(headers),
        duration_ms: Math.round(runtime.monotonic() - startedAt),
        ...outcome,
      }))
    const deadlineFirst = remaining !== null && (timeout === null || remaining <= timeout)
    const limit = deadlineFirst ? Math.max(0, remaining) : timeout
    const onTimeout = () => (deadlineFirst ? deadlineError(call) : timeoutError(call))
    try {
      const within = { runtime, signal, limit, onTimeout, operation: operation.id }
      const reply = await guard(within, async (inner) => {
        const { method, id } = operation
        const request = { method, url, headers, body, attempt, operation: id, signal: inner }
        return readReply(await send(request), id)
      })
      record({ status: reply.status, request_id: reply.headers.get('x-request-id') })
      warnDeprecated(operation, reply.headers, log)
      if (reply.status >= 200 && reply.status < 300)
        return { reply, data: readResult(operation, reply, validators) }
      return { reply, error: toApiError(reply, operation.id, redact) }
    } catch (error) {
      record({ error: (error as Partial<CoxswainError> | undefined)?.code ?? String(error) })
      if (error instanceof APIConnectionError && error.code !== 'deadline_exceeded')
        return { error }
      throw error
    }
  }

  /** Milliseconds to wait, or undefined when the error is final. */
  #delayBeforeRetry(
    error: CoxswainError,
    attempt: number,
    call: Call,
    remaining: number | null,
  ): number | undefined {
    const answered = error instanceof APIError
    if (attempt >= call.settings.maxRetries) return undefined
    if (answered && !isRetriedStatus(error.status, error.problem?.retryable)) return undefined
    const wish = answered ? parseRetryAfter(error.headers) : undefined
    if (wish !== undefined && wish > behaviour.retryAfterCapMs) {
      error.retryStopped = 'retry_after'
      return undefined
    }
    const delay = wish ?? backoff(attempt, this.#settings.runtime.random())
    if (remaining !== null && delay >= remaining) throw deadlineError(call, error)
    if (this.#budget.take()) return delay
    error.retryStopped = 'budget'
    return undefined
  }
}

function timeoutError({ operation, settings }: Call): APITimeoutError {
  const message = `the attempt took longer than ${settings.timeout} ms`
  return new APITimeoutError(message, { operation: operation.id }, 'timeout')
}

function deadlineError({ operation, settings }: Call, cause?: Error): APITimeoutError {
  const message = `the call took longer than its deadline of ${settings.deadline} ms`
  return new APITimeoutError(message, { operation: operation.id, cause }, 'deadline_exceeded')
}
