import type { OpenStream, StreamEnd } from './open-stream.ts'

/** Headers of an answer, each name in one spelling. */
export type ReplyHeaders = Record<string, string>

/** An answer, before it is a `Response` or goes to a socket as it is. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<ReplyHeaders>
  readonly body: string | OpenStream | null
  /** Resolves when a body that goes on is over. */
  readonly over: Promise<StreamEnd> | null
}

/** An answer that is whole. */
export function wholeReply(
  status: number,
  headers: Readonly<ReplyHeaders>,
  body: string | null,
): Reply {
  return { status, headers, body, over: null }
}

export function toResponse({ status, headers, body }: Reply): Response {
  const init = { status, headers }
  if (body === null || typeof body === 'string') return new Response(body, init)
  return new Response(body.readable(), init)
}

type Answer = (request: Request) => Promise<Reply>
type Fetch = (request: Request) => Promise<Response>

const answers = new WeakMap<Fetch, Answer>()

/** What answers requests as `fetch` does, anywhere. */
export function createFetch(answer: Answer): Fetch {
  const fetch: Fetch = async (request) => toResponse(await answer(request))
  answers.set(fetch, answer)
  return fetch
}

/**
 * What is behind a `fetch` of ours, for who writes to a socket and needs no `Response`. Any other
 * `fetch`, such as one that someone put around ours, has nothing behind it and is called itself.
 */
export function answerBehind(fetch: Fetch): Answer | undefined {
  return answers.get(fetch)
}
