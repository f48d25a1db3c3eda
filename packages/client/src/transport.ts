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
  /** `runtime.monotonic()` where the deadline begins to count. */
  readonly startedAt: number
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
  send(call: Call): Promise<Outcome> {
    return this.#traced(call, () => this.#attempts(call))
  }

  /** One attempt only: a stream decides itself what its next one begins with. */
  connect(call: Call, attempt: number): Promise<Outcome> {
    return this.#traced(call, () => this.#attempt(call, attempt))
  }

  async #traced({ span }: Call, work: () => Promise<Outcome>): Promise<Outcome> {
    try {
      const outcome = await span.run(work)
      span.end(outcome.reply?.status, outcome.error)
      return outcome
    } catch (error) {
      span.end(undefined, error)
      throw error
    }
  }

  async #attempts(call: Call): Promise<Outcome> {
    this.#budget.deposit()
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#attempt(call, attempt)
      const { error } = outcome
      const again = error && (await this.pause(call, attempt, error, undefined, call.span))
      if (!again) return outcome
    }
  }

  /** One attempt within its time. What may be retried is part of the outcome, the rest is thrown. */
  async #attempt(call: Call, attempt: number): Promise<Outcome> {
    const { runtime, log, send, redact, validators } = this.#settings
    const { operation, url, body, settings } = call
    const { id, method } = operation
    const { timeout } = settings
    const headers = { ...call.headers, 'x-coxswain-attempt': String(attempt) }
    const startedAt = runtime.monotonic()
    const record = (outcome: Readonly<Record<string, unknown>>) =>
      log('debug', 'attempt', () => ({
        operation: id,
        method,
        path: new URL(url).pathname,
        attempt,
        headers: redactHeaders(headers),
        duration_ms: Math.round(runtime.monotonic() - startedAt),
        ...outcome,
      }))
    try {
      const late = `the attempt took longer than ${timeout} ms`
      const reply = await this.within(call, timeout, late, async (signal) => {
        const request = { method, url, headers, body, attempt, operation: id, signal }
        return readReply(await send(request), operation)
      })
      record({ status: reply.status, request_id: reply.headers.get('x-request-id') })
      warnDeprecated(operation, reply.headers, log)
      if (reply.status >= 200 && reply.status < 300)
        return { reply, data: readResult(operation, reply, validators) }
      return { reply, error: toApiError(reply, id, redact) }
    } catch (error) {
      record({ error: (error as Partial<CoxswainError> | undefined)?.code ?? String(error) })
      if (isLost(error)) return { error }
      throw error
    }
  }

  /**
   * Waits before the next attempt, within the deadline; false, at once, when the error is final.
   * `base` is where backing off begins, if not where the contract says.
   */
  async pause(
    call: Call,
    attempt: number,
    error: CoxswainError,
    base?: number,
    span?: CallSpan,
  ): Promise<boolean> {
    const { runtime, log } = this.#settings
    const delay = this.#delayBeforeRetry(call, attempt, error, base)
    if (delay === undefined) return false
    const next = { operation: call.operation.id, attempt: attempt + 1, delay_ms: delay }
    log('info', 'retry', () => ({ ...next, error: error.code }))
    span?.retry(attempt + 1, delay, error)
    await this.within(call, null, '', (signal) => runtime.sleep(delay, signal), error)
    return true
  }

  /**
   * Runs `work` until it ends, the caller aborts, the call's deadline passes or `limit` milliseconds
   * are over, which `late` tells. `cause` is what led to waiting for a deadline.
   */
  within<T>(
    call: Call,
    limit: number | null,
    late: string,
    work: (signal: AbortSignal) => Promise<T>,
    cause?: Error,
  ): Promise<T> {
    const { signal, operation } = call
    const [remaining, most] = [this.#remaining(call), limit ?? Infinity]
    const onTimeout = () =>
      remaining <= most
        ? deadlineError(call, cause)
        : new APITimeoutError(late, { operation: operation.id }, 'timeout')
    const { runtime } = this.#settings
    const least = Math.min(remaining, most)
    return guard({ runtime, signal, limit: least, onTimeout, operation: operation.id }, work)
  }

  #remaining({ settings, startedAt }: Call): number {
    return (settings.deadline ?? Infinity) - (this.#settings.runtime.monotonic() - startedAt)
  }

  /** Milliseconds to wait, or undefined when the error is final. */
  #delayBeforeRetry(
    call: Call,
    attempt: number,
    error: CoxswainError,
    base: number = behaviour.backoffBaseMs,
  ): number | undefined {
    const answered = error instanceof APIError
    if (attempt >= call.settings.maxRetries) return undefined
    if (answered && !isRetriedStatus(error.status, error.problem?.retryable)) return undefined
    const wish = answered ? parseRetryAfter(error.headers) : undefined
    if (wish !== undefined && wish > behaviour.retryAfterCapMs) {
      error.retryStopped = 'retry_after'
      return undefined
    }
    const delay = wish ?? backoff(attempt, this.#settings.runtime.random(), base)
    if (delay >= this.#remaining(call)) throw deadlineError(call, error)
    // What waits for as long as it takes is no storm: its attempts come ever more slowly.
    if (call.operation.endless || this.#budget.take()) return delay
    error.retryStopped = 'budget'
    return undefined
  }
}

/** Whether an error tells of a lost connection, which the next attempt may find again. */
export function isLost(error: unknown): error is APIConnectionError {
  return error instanceof APIConnectionError && error.code !== 'deadline_exceeded'
}

function deadlineError({ operation, settings }: Call, cause?: Error): APITimeoutError {
  const message = `the call took longer than its deadline of ${settings.deadline} ms`
  return new APITimeoutError(message, { operation: operation.id, cause }, 'deadline_exceeded')
}
