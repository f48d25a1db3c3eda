import { type Answer, createStub, type Stub } from './stub-fetch.ts'

export interface StubConnection {
  /** The answer, to be given once. */
  readonly response: Response
  /** Whether the client has let go of it. */
  closed: boolean
  /** How many chunks the client has asked for. */
  asked: number
  send(text: string): void
  end(): void
  break(): void
}

/** One connection of a stream, to be fed as the test goes. */
export function createConnection(init: ResponseInit = {}): StubConnection {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given
      },
      pull: () => {
        connection.asked++
      },
      cancel: () => {
        connection.closed = true
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { 'content-type': 'text/event-stream', ...init.headers }
  const connection: StubConnection = {
    response: new Response(body, { ...init, headers }),
    closed: false,
    asked: 0,
    send: (text) => controller?.enqueue(new TextEncoder().encode(text)),
    end: () => controller?.close(),
    break: () => controller?.error(new TypeError('terminated')),
  }
  return connection
}

/** A client whose connections are given in advance; beyond them, none comes about. */
export function createStreamStub(answers: readonly (StubConnection | Answer)[]): Stub {
  return createStub([
    ...answers.map((answer): Answer => ('response' in answer ? () => answer.response : answer)),
    () => new Promise<Response>(() => undefined),
  ])
}

/** A frame with the envelope of an event. */
export function frame(seq: number, { epoch = 1, event = 'agent.retired' } = {}): string {
  const data = { ...envelope(seq, epoch), event }
  return `id: ${data.id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

export function envelope(seq: number, epoch = 1) {
  return {
    id: eventId(seq, epoch),
    org_id: 'org_01KA8Z3G5W8Q0T4E6R2Y7V9N1M',
    seq,
    event: 'agent.retired',
    timestamp: '2026-11-21T00:00:00.000Z',
    version: 'v1',
    trace_id: null,
    actor: { type: 'system', id: null },
    resource: { type: 'agent', id: 'a-1' },
    payload: { agent: { id: 'a-1' } },
  }
}

/** 48 bits of milliseconds, 40 of sequence, 24 of epoch, 16 of a hash. */
export function eventId(seq: number, epoch = 1): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  let bits = (1n << 80n) | (BigInt(seq) << 40n) | (BigInt(epoch) << 16n)
  let text = ''
  for (let digit = 0; digit < 26; digit++) {
    text = alphabet[Number(bits % 32n)] + text
    bits /= 32n
  }
  return `evt_${text}`
}

/** Lets everything that is ready to happen happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
