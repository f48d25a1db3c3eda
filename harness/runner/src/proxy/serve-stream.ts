import type { IncomingMessage, ServerResponse } from 'node:http'
import { makeAnswer } from './answer.ts'
import {
  type DownstreamEnd,
  type Exchange,
  type RecordedResponse,
  withHeader,
} from './recording.ts'
import type { Answer } from './rule.ts'
import { FrameSplitter, readFrame, type SseFrame } from './sse-frame.ts'
import { StreamDelivery, type StreamPlan } from './stream-delivery.ts'

/** Where the frames of an exchange are written down, with their times. */
export interface Tape {
  exchange: Exchange
  /** Milliseconds since the proxy was opened. */
  now: () => number
  onFrame: () => void
  /** Waits until streams were released so often, or this one is left. */
  released: (holds: number) => Promise<void>
}

/** Passes an event stream of the server on; the connection to the server ends with the SDK's. */
export async function serveStream(
  outgoing: ServerResponse,
  tape: Tape,
  { response, stream }: { response: RecordedResponse; stream: IncomingMessage },
  plan: StreamPlan,
): Promise<DownstreamEnd> {
  const sent: SseFrame[] = []
  if (tape.exchange.upstream) tape.exchange.upstream.frames = sent
  const leave = () => stream.destroy()
  outgoing.once('close', leave)
  const delivery = begin(outgoing, tape, response, plan)
  try {
    return await delivery.relay(listen(stream, recorder(tape, sent)))
  } finally {
    outgoing.off('close', leave)
    stream.destroy()
  }
}

/** Serves a stream that no server made. */
export function serveScript(
  outgoing: ServerResponse,
  tape: Tape,
  answer: Answer,
): Promise<DownstreamEnd> {
  const { sse = [], ending = 'end', ...rest } = answer
  const headers = { 'Content-Type': 'text/event-stream', ...rest.headers }
  const response = makeAnswer({ ...rest, headers }, undefined)
  tape.exchange.response = response
  const delivery = begin(outgoing, tape, response, {})
  return delivery.play(sse, ending, tape.released)
}

function begin(
  outgoing: ServerResponse,
  tape: Tape,
  { status, headers }: RecordedResponse,
  plan: StreamPlan,
): StreamDelivery {
  const frames: SseFrame[] = []
  tape.exchange.frames = frames
  outgoing.sendDate = false
  let list = withHeader(headers, 'transfer-encoding', null)
  list = withHeader(list, 'content-length', null)
  outgoing.writeHead(status, list.flat())
  outgoing.flushHeaders()
  return new StreamDelivery(outgoing, plan, recorder(tape, frames))
}

/** Writes down the frames that bytes complete. */
function recorder({ now, onFrame }: Tape, frames: SseFrame[]): (bytes: Buffer) => void {
  const splitter = new FrameSplitter()
  return (bytes) => {
    for (const frame of splitter.push(bytes)) {
      frames.push(readFrame(frame, now()))
      onFrame()
    }
  }
}

async function* listen(
  stream: IncomingMessage,
  hear: (bytes: Buffer) => void,
): AsyncGenerator<Buffer> {
  try {
    for await (const bytes of stream) {
      hear(bytes as Buffer)
      yield bytes as Buffer
    }
  } catch {
    // The SDK or the server has left: the stream is at its end.
  }
}
