import { resolveCallOptions } from './call-settings.ts'
import { buildHeaders, checkHeaders, type HeaderRecord, type HeaderValues } from './headers.ts'
import { createIdempotencyKey } from './idempotency.ts'
import type { Operation } from './operation.ts'
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
}

/**
 * Decides everything that the attempts of a call have in common. Throws on what must never be sent;
 * nothing has been sent by then.
 */
export function prepareCall(settings: ClientSettings, input: CallInput): Call {
  const { operation, url, body, options } = input
  const call = resolveCallOptions(options, settings.call)
  const headers = callHeaders(settings, input)
  checkHeaders(headers)
  const span = startSpan(operation.id, operation.method, url)
  headers.traceparent ??= span.traceparent ?? createTraceparent(settings.transport.runtime)
  return { operation, url, headers, body, signal: options.signal, settings: call, span }
}

function callHeaders(settings: ClientSettings, { operation, body, options }: CallInput) {
  const own: HeaderValues = {
    accept: operation.result === 'text' ? '*/*' : 'application/json',
    'accept-encoding': 'gzip, deflate',
    authorization: operation.authenticated ? settings.authorization : undefined,
    'content-type': body === undefined ? undefined : 'application/json',
    'if-match': options.ifMatch,
    'user-agent': settings.userAgent,
  }
  const headers: HeaderRecord = buildHeaders(own, settings.headers, options.headers)
  if (/^P/.test(operation.method))
    headers['idempotency-key'] ??=
      options.idempotencyKey ?? createIdempotencyKey(settings.transport.runtime)
  return headers
}
