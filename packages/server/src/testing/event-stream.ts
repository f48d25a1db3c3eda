import type { Server } from '../server.ts'

/** One block of a stream; what it has no line for is `undefined`. */
export interface Frame {
  readonly id?: string
  readonly event?: string
  readonly data?: string
  readonly retry?: string
  readonly comment?: string
}

/** A stream that is read frame by frame, no further than it is asked for. */
export interface EventStream {
  readonly status: number
  readonly headers: Headers
  /** The next frame; `null` when the stream is over. */
  next(): Promise<Frame | null>
  /** So many frames. */
  take(count: number): Promise<Frame[]>
  /** All that is left. */
  rest(): Promise<Frame[]>
  close(): Promise<void>
}

export interface OpenEventStream {
  readonly token?: string | null
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

/** Opens `GET /stream` in-process. */
export async function openEventStream(
  server: Pick<Server, 'fetch'>,
  { token = null, query = {}, headers = {} }: OpenEventStream,
): Promise<EventStream> {
  const search = new URLSearchParams(query)
  const request = new Request(`http://coxswain.test/api/v1/stream?${search}`, {
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
  })
  return readEventStream(await server.fetch(request))
}

export function readEventStream(response: Response): EventStream {
  if (response.body === null) throw new TypeError('there is no body to read')
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const next = async () => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        return parseFrame(block)
      }
      const { done, value } = await reader.read()
      if (done) return null
      text += decoder.decode(value, { stream: true })
    }
  }
  return {
    status: response.status,
    headers: response.headers,
    next,
    async take(count) {
      const frames: Frame[] = []
      while (frames.length < count) {
        const frame = await next()
        if (frame === null) throw new Error(`the stream ended after ${frames.length} frames`)
        frames.push(frame)
      }
      return frames
    },
    async rest() {
      const frames: Frame[] = []
      for (let frame = await next(); frame !== null; frame = await next()) frames.push(frame)
      return frames
    },
    close: () => reader.cancel(),
  }
}

function parseFrame(block: string): Frame {
  const lines = block.split('\n').map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon) || 'comment', line.slice(colon + 1).trimStart()]
  })
  return Object.fromEntries(lines)
}
