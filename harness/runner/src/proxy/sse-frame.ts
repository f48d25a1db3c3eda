import type { Fields, Value } from '../expect/value.ts'

/** A frame of an event stream, as far as traces and expectations tell it. */
export interface SseFrame {
  /** Milliseconds since the proxy was opened, for people who read a trace. */
  at_ms: number
  id?: string
  event?: string
  /** JSON where it is JSON. */
  data?: Value
  retry?: string
}

/** Cuts bytes into frames, each with the blank line that ends it, however they arrive. */
export class FrameSplitter {
  #rest = Buffer.alloc(0)

  push(bytes: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const frames: Buffer[] = []
    for (;;) {
      // Latin-1 keeps one character per byte, so that places in the text are places in the bytes.
      const end = /\r\n\r\n|\n\n|\r\r/.exec(this.#rest.toString('latin1'))
      if (!end) return frames
      const length = end.index + end[0].length
      frames.push(this.#rest.subarray(0, length))
      this.#rest = this.#rest.subarray(length)
    }
  }
}

/** Whether a frame carries data, and so is an event and no heartbeat. */
export function isEventFrame(frame: Buffer): boolean {
  return /(?:^|[\r\n])data(?::|[\r\n])/.test(frame.toString('latin1'))
}

export function readFrame(bytes: Buffer, atMs: number): SseFrame {
  const frame: SseFrame = { at_ms: atMs }
  const data: string[] = []
  for (const line of bytes.toString().split(/\r\n|\r|\n/)) {
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (name === 'data') data.push(value)
    else if (name === 'id' || name === 'event' || name === 'retry') frame[name] = value
  }
  if (data.length > 0) frame.data = parseData(data.join('\n'))
  return frame
}

export function viewFrame({ at_ms: _, ...frame }: SseFrame): Fields {
  return { ...frame }
}

function parseData(text: string): Value {
  try {
    return JSON.parse(text) as Value
  } catch {
    return text.length > 2000 ? `${text.slice(0, 200)}… ${text.length} characters` : text
  }
}
