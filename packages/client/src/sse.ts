import * as behaviour from './gen/behaviour.ts'

/** What stands before a blank line, if it has data or moves the cursor. */
export interface Frame {
  /** The type; empty when none is given. */
  readonly event: string
  /** Undefined in a frame that only moves the cursor. */
  readonly data: string | undefined
  /** The last id so far, empty when a frame took it back; undefined while no frame had one. */
  readonly id: string | undefined
}

const lf = 10
const cr = 13

/**
 * The frames of one connection (WHATWG HTML, section 9.2.6).
 *
 * Lines are split as bytes, where CR and LF cannot be part of another character, and decoded one by
 * one: neither a character nor a line end that is torn between chunks is ever misread.
 */
export class FrameParser {
  /** Milliseconds to wait before connecting anew, once the server has said so. */
  retry: number | undefined
  readonly #tooLong: () => Error
  // A decoder that drops byte order marks would drop one from the start of every line.
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  /** What has come of a line; strings grow in linear time. */
  #line = ''
  #first = true
  #afterCr = false
  #size = 0
  #id: string | undefined
  #moved = false
  #event = ''
  #data: string | undefined

  /** `tooLong` makes what is thrown at a peer that sends no blank line: it must not fill our memory. */
  constructor(tooLong: () => Error) {
    this.#tooLong = tooLong
  }

  /** The frames that a chunk completes, read as they are asked for. */
  *feed(chunk: Uint8Array): Generator<Frame, void> {
    let start = 0
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index]
      const endOfPair = this.#afterCr && byte === lf
      this.#afterCr = byte === cr
      if (endOfPair) start = index + 1
      else if (++this.#size > behaviour.streamFrameBytes) throw this.#tooLong()
      else if (byte === lf || byte === cr) {
        const line = this.#line + this.#decoder.decode(chunk.subarray(start, index))
        this.#line = ''
        start = index + 1
        const frame = this.#endLine(this.#first ? line.replace(/^\ufeff/, '') : line)
        this.#first = false
        if (frame) yield frame
      }
    }
    this.#line += this.#decoder.decode(chunk.subarray(start), { stream: true })
  }

  #endLine(line: string): Frame | undefined {
    if (line === '') return this.#dispatch()
    const [, name, value = ''] = /^([^:]*)(?:: ?)?([\s\S]*)/.exec(line) ?? []
    if (name === 'data') this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`
    else if (name === 'event') this.#event = value
    else if (name === 'retry' && /^[0-9]+$/.test(value)) this.retry = Number(value)
    else if (name === 'id' && !value.includes('\0')) {
      this.#id = value
      this.#moved = true
    }
    return undefined
  }

  #dispatch(): Frame | undefined {
    const frame = { event: this.#event, data: this.#data, id: this.#id }
    const counts = this.#moved || frame.data !== undefined
    this.#event = ''
    this.#data = undefined
    this.#moved = false
    this.#size = 0
    return counts ? frame : undefined
  }
}
