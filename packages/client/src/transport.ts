import type { CallSettings } from './call-settings.ts'
import { guard } from './cancel.ts'
import { warnDeprecated } from './deprecation.ts'
import { APIConnectionError, APIError, APITimeoutError, type CoxswainError } from './errors.ts'
import * as behaviour from './gen/behaviour.ts'
import type { HeaderRecord } from './headers.ts'
import type { Log } from './logger.ts'
import type { SendAttempt } from './middleware.ts'
import { isEndless, type Operation } from './operation.ts'
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
import { createRetryBudget } from './retry-budget.ts'
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
  readonly span: CallSpan | undefined
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
  return async ({ url, method, headers, body = null, signal, operation }) => {
    try {
      return await fetch(url, { method, headers, body, signal, redirect: 'manual' })
    } catch (cause) {
      throw new APIConnectionError('connection failed', { cause, operation })
    }
  }
}

/** Sends calls: attempts, the waits between them, and the budget that all calls share. */
export interface Transport {
  /** Resolves with the last outcome; rejects when the caller aborts or the deadline passes. */
  send(call: Call): Promise<Outcome>
  /** One attempt only: a stream decides itself what its next one begins with. */
  connect(call: Call, attempt: number): Promise<Outcome>
  /**
   * Waits before the next attempt, within the deadline; false, at once, when the error is final.
   * `base` is where backing off begins, if not where the contract says.
   */
  pause(call: Call, attempt: number, error: CoxswainError, base?: number): Promise<boolean>
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
  ): Promise<T>
}

export function createTransport(settings: TransportSettings): Transport {
  const { runtime, log, send, redact, validators } = settings
  const budget = createRetryBudget(runtime)

  const traced = async ({ span }: Call, work: () => Promise<Outcome>) => {
    try {
      const outcome = await (span ? span.run(work) : work())
      span?.end(outcome.reply?.status, outcome.error)
      return outcome
    } catch (error) {
      span?.end(undefined, error)
      throw error
    }
  }

  const attempts = async (call: Call) => {
    budget.deposit()
    for (let number = 0; ; number++) {
      const outcome = await attempt(call, number)
      if (!outcome.error || !(await pause(call, number, outcome.error))) return outcome
    }
  }

  /** One attempt within its time. What may be retried is part of the outcome, the rest is thrown. */
  const attempt = async (call: Call, number: number): Promise<Outcome> => {
    const { operation, url, body } = call
    const { id, method } = operation
    const { timeout } = call.settings
    const headers = { ...call.headers, 'x-coxswain-attempt': String(number) }
    const startedAt = runtime.monotonic()
    const record = (outcome: Readonly<Record<string, unknown>>) =>
      log('debug', 'attempt', () => ({
        operation: id,
        method,
        path: new URL(url).pathname,
        attempt: number,
        headers: redactHeaders(headers),
        duration_ms: Math.round(runtime.monotonic() - startedAt),
        ...outcome,
      }))
    try {
      const late = `the attempt took longer than ${timeout} ms`
      const reply = await within(call, timeout, late, async (signal) => {
        const request = { method, url, headers, body, attempt: number, operation: id, signal }
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

  const pause: Transport['pause'] = async (call, number, error, base = behaviour.backoffBaseMs) => {
    const { operation, settings, span } = call
    const answered = error instanceof APIError
    if (number >= settings.maxRetries) return false
    if (answered && !isRetriedStatus(error.status, error.problem?.retryable)) return false
    const wish = answered ? parseRetryAfter(error.headers) : undefined
    if (wish !== undefined && wish > behaviour.retryAfterCapMs) {
      error.retryStopped = 'retry_after'
      return false
    }
    const delay = wish ?? backoff(number, runtime.random(), base)
    if (delay >= remaining(call)) throw deadlineError(call, error)
    // What waits for as long as it takes is no storm: its attempts come ever more slowly.
    if (!isEndless(operation) && !budget.take()) {
      error.retryStopped = 'budget'
      return false
    }
    const next = { attempt: number + 1, delay_ms: delay, error: error.code }
    log('info', 'retry', () => ({ operation: operation.id, ...next }))
    span?.retry(next)
    await within(call, null, '', (signal) => runtime.sleep(delay, signal), error)
    return true
  }

  const within: Transport['within'] = (call, limit, late, work, cause) => {
    const left = remaining(call)
    const most = limit ?? Infinity
    const onTimeout = () =>
      left <= most
        ? deadlineError(call, cause)
        : new APITimeoutError(late, { operation: call.operation.id }, 'timeout')
    return guard(call, runtime, Math.min(left, most), onTimeout, work)
  }

  const remaining = (call: Call) =>
    (call.settings.deadline ?? Infinity) - (runtime.monotonic() - call.startedAt)

  return {
    send: (call) => traced(call, () => attempts(call)),
    connect: (call, number) => traced(call, () => attempt(call, number)),
    pause,
    within,
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
