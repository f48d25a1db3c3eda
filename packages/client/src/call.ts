import { resolveCallOptions } from './call-settings.ts'
import { buildHeaders, checkHeaders, type HeaderRecord, type HeaderValues } from './headers.ts'
import { createIdempotencyKey } from './idempotency.ts'
import { has, isEndless, type Operation } from './operation.ts'
import type { RequestOptions } from './options.ts'
import type { ClientSettings } from './settings.ts'
import { createTraceparent, startSpan } from './telemetry.ts'
import type { Call } from './transport.ts'

export interface CallInput {
  readonly operation: Operation
  readonly url: string
  /** Serialised. */
  readonly body: string | undefined
  readonly options: RequestOptions
  /** `runtime.monotonic()` where the deadline began to count. Default: now. */
  readonly startedAt?: number | undefined
}

/**
 * Decides everything that the attempts of a call have in common. Throws on what must never be sent;
 * nothing has been sent by then.
 */
export function prepareCall(settings: ClientSettings, input: CallInput): Call {
  const { operation, url, options } = input
  const { runtime } = settings
  const endless = { ...settings.call, deadline: null, maxRetries: Infinity }
  const call = resolveCallOptions(options, isEndless(operation) ? endless : settings.call)
  const headers = callHeaders(settings, input)
  // What comes from the client alone was checked when that was made.
  if (Object.keys(options).length > 0) checkHeaders(headers)
  const span = startSpan(operation.id, operation.method, url)
  headers.traceparent ??= span?.traceparent ?? createTraceparent(runtime)
  const startedAt = input.startedAt ?? runtime.monotonic()
  return { ...input, headers, signal: options.signal, settings: call, span, startedAt }
}

function callHeaders(settings: ClientSettings, { operation, body, options }: CallInput) {
  const stream = has(operation, 's')
  const accept = has(operation, 't') ? '*/*' : 'application/json'
  const own: HeaderValues = {
    accept: stream ? 'text/event-stream' : accept,
    // A compressed stream would hold its events back.
    'accept-encoding': stream ? 'identity' : 'gzip, deflate',
    authorization: has(operation, 'u') ? undefined : settings.authorization,
    'content-type': body === undefined ? undefined : 'application/json',
    'if-match': options.ifMatch,
    'user-agent': settings.userAgent,
  }
  const headers: HeaderRecord = buildHeaders(own, settings.headers, options.headers)
  if (/^P/.test(operation.method))
    headers['idempotency-key'] ??= options.idempotencyKey ?? createIdempotencyKey(settings.runtime)
  return headers
}
