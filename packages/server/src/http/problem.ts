import type { CoxswainError } from '../coxswain-error.ts'

export const problemMediaType = 'application/problem+json'

/** Where a problem happened. */
export interface ProblemPlace {
  readonly pathname: string
  readonly requestId: string
}

/** An error as the caller reads it (RFC 9457). What caused it stays here. */
export function problemResponse(error: CoxswainError, place: ProblemPlace): Response {
  const headers = new Headers({ ...error.headers, 'Content-Type': problemMediaType })
  if (error.status === 401) headers.set('WWW-Authenticate', 'Bearer realm="coxswain"')
  const retryAfter = error.retryAfter ?? (error.status === 503 ? 1 : undefined)
  if (retryAfter !== undefined) headers.set('Retry-After', String(retryAfter))
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
  return new Response(JSON.stringify(document), { status: error.status, headers })
}
