import type { CoxswainError } from '../coxswain-error.ts'
import { type Reply, type ReplyHeaders, wholeReply } from './reply.ts'

export const problemMediaType = 'application/problem+json'

/** Where a problem happened. */
export interface ProblemPlace {
  readonly pathname: string
  readonly requestId: string
}

/** An error as the caller reads it (RFC 9457). What caused it stays here. */
export function problemReply(error: CoxswainError, place: ProblemPlace): Reply {
  const headers: ReplyHeaders = { ...error.headers, 'Content-Type': problemMediaType }
  if (error.status === 401) headers['WWW-Authenticate'] = 'Bearer realm="coxswain"'
  const retryAfter = error.retryAfter ?? (error.status === 503 ? 1 : undefined)
  if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter)
  const document = {
    type: `/errors/${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.message,
    instance: place.pathname,
    code: error.code,
    request_id: place.requestId,
    retryable: error.retryable,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    ...(error.state === undefined ? {} : { state: error.state }),
  }
  return wholeReply(error.status, headers, JSON.stringify(document))
}
