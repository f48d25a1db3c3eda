import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { DownstreamEnd } from './recording.ts'
import { FrameSplitter, isEventFrame } from './sse-frame.ts'
import { type SseChunk, writeChunk } from './sse-script.ts'

/** How an event stream travels. An event is a frame that carries data. */
export interface StreamPlan {
  /** Stops after so many events. */
  after_events?: number
  /** How it stops: the body ends well, FIN in its midst, RST, or silence. Default: `cut`. */
  ending?: StreamEnd
  /** Sends so many bytes of the next event's frame before it stops. */
  partial_bytes?: number
  /** Sends the first events in this order, counted from 0: again, swapped or not at all. */
  order?: number[]
  /** Writes in pieces of this size. */
  split_bytes?: number
  /** Puts this in place of the server's reconnection time. */
  retry_ms?: number
}

export type StreamEnd = 'end' | 'cut' | 'reset' | 'stall'

/** One event stream to the SDK, as well or as badly as the plan says. */
export class StreamDelivery {
  readonly #outgoing: ServerResponse
  readonly #plan: StreamPlan
  readonly #onBytes: (bytes: Buffer) => void
  #sentEvents = 0

  constructor(outgoing: ServerResponse, plan: StreamPlan, onBytes: (bytes: Buffer) => void) {
    this.#outgoing = outgoing
    this.#plan = plan
    this.#onBytes = onBytes
  }

  /** Passes the server's stream on, frame by frame. */
  async relay(incoming: AsyncIterable<Buffer>): Promise<DownstreamEnd> {
    const splitter = new FrameSplitter()
    const sequence = new Sequence(this.#plan.order)
    if (this.#isOver && this.#plan.partial_bytes === undefined) return this.#stop()
    for await (const bytes of incoming) {
      for (const frame of splitter.push(bytes).flatMap((whole) => sequence.push(whole))) {
        if (!this.#alive) return 'closed_by_client'
        if (this.#isOver && isEventFrame(frame)) {
          await this.#write(frame.subarray(0, this.#plan.partial_bytes))
          return this.#stop()
        }
        await this.#write(this.#withRetry(frame))
        if (isEventFrame(frame)) this.#sentEvents += 1
        if (this.#isOver && this.#plan.partial_bytes === undefined) return this.#stop()
      }
    }
    return this.end('end')
  }

  /** Writes a script's chunks, one write each, and stops as it says. */
  async play(
    chunks: readonly SseChunk[],
    ending: StreamEnd,
    released: (holds: number) => Promise<void>,
  ): Promise<DownstreamEnd> {
    let holds = 0
    for (const chunk of chunks) {
      if (typeof chunk === 'object' && 'hold' in chunk) {
        holds += 1
        await released(holds)
        continue
      }
      if (!this.#alive) return 'closed_by_client'
      await this.#write(writeChunk(chunk))
      await turn()
    }
    return this.end(ending)
  }

  async end(how: StreamEnd): Promise<DownstreamEnd> {
    const { socket } = this.#outgoing
    if (!socket || socket.destroyed) return 'closed_by_client'
    if (how === 'end') {
      this.#outgoing.end()
      return 'answered'
    }
    if (how === 'stall') {
      await closed(socket)
      return 'closed_by_client'
    }
    // What was written gets the time to be read, so that every SDK sees it before the end.
    await pause(10)
    if (how === 'reset') socket.resetAndDestroy()
    else socket.end()
    return how
  }

  get #alive(): boolean {
    return this.#outgoing.socket?.destroyed === false
  }

  get #isOver(): boolean {
    return this.#sentEvents >= (this.#plan.after_events ?? Number.POSITIVE_INFINITY)
  }

  #stop(): Promise<DownstreamEnd> {
    return this.end(this.#plan.ending ?? 'cut')
  }

  #withRetry(frame: Buffer): Buffer {
    const { retry_ms } = this.#plan
    if (retry_ms === undefined) return frame
    return Buffer.from(frame.toString().replaceAll(/^retry:.*$/gm, `retry: ${retry_ms}`))
  }

  async #write(bytes: Buffer): Promise<void> {
    const size = this.#plan.split_bytes ?? bytes.length
    for (let sent = 0; sent < bytes.length && this.#alive; sent += size) {
      const piece = bytes.subarray(sent, sent + size)
      this.#onBytes(piece)
      if (!this.#outgoing.write(piece)) await drained(this.#outgoing)
      // A turn of the event loop, so that each piece is a write of its own.
      if (size < bytes.length) await turn()
    }
  }
}

/** Holds the first events back until it can send them in the order that was asked for. */
class Sequence {
  readonly #order: readonly number[]
  readonly #held: Buffer[] = []
  readonly #needed: number

  constructor(order: readonly number[] = []) {
    this.#order = order
    this.#needed = Math.max(-1, ...order) + 1
  }

  push(frame: Buffer): Buffer[] {
    if (!isEventFrame(frame) || this.#held.length === this.#needed) return [frame]
    this.#held.push(frame)
    if (this.#held.length < this.#needed) return []
    return this.#order.map((index) => this.#held[index] as Buffer)
  }
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off('drain', done).off('close', done)
      resolve()
    }
    outgoing.on('drain', done).on('close', done)
  })
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
