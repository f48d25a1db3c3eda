import type { Ids } from '../ids.ts'

/** What ties a request to logs, events and other services' traces. */
export interface Correlation {
  readonly requestId: string
  /** The W3C trace id that came with the request, else that of its span; `null` without either. */
  readonly traceId: string | null
}

const requestIdForm = /^[A-Za-z0-9._-]{1,128}$/
/** Version 00 ends after its flags, later ones may go on, and ff is none (W3C Trace Context 2.2). */
const traceparentForm =
  /^(?!ff)(?!00-.{52}-)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/

/** Takes over the caller's request id when it is a plain token, and makes one when it is not. */
export function correlate(headers: Headers, ids: Ids): Correlation {
  const given = headers.get('x-request-id')
  const requestId = given !== null && requestIdForm.test(given) ? given : ids.next('req', null)
  return { requestId, traceId: traceIdOf(headers.get('traceparent')) }
}

function traceIdOf(traceparent: string | null): string | null {
  const match = traceparent === null ? null : traceparentForm.exec(traceparent)
  if (match === null) return null
  const [, traceId = '', parentId = ''] = match
  return /^0+$/.test(traceId) || /^0+$/.test(parentId) ? null : traceId
}
