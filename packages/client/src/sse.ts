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

/** The frames of one connection. */
export interface FrameParser {
  /** Milliseconds to wait before connecting anew, once the server has said so. */
  retry: number | undefined
  /** The frames that a chunk completes, read as they are asked for. */
  feed(chunk: Uint8Array): Generator<Frame, void>
}

/**
 * Reads as the WHATWG says (HTML, section 9.2.6). Lines are split as bytes, where CR and LF cannot be
 * part of another character, and decoded one by one: neither a character nor a line end that is torn
 * between chunks is ever misread. `tooLong` makes what is thrown at a peer that sends no blank line:
 * it must not fill our memory.
 */
export function createFrameParser(tooLong: () => Error): FrameParser {
  const decoder = new TextDecoder()
  // A stream to the decoder too: it drops a byte order mark from its start, and from no other line.
  const decode = (bytes: Uint8Array) => decoder.decode(bytes, { stream: true })
  /** What has come of a line; strings grow in linear time. */
  let line = ''
  let afterCr = false
  let size = 0
  let frame: { -readonly [Name in keyof Frame]: Frame[Name] } = start(undefined)
  let counts = false

  const parser: FrameParser = {
    retry: undefined,
    *feed(chunk) {
      let from = 0
      for (let index = 0; index < chunk.length; index++) {
        const isLf = chunk[index] === 10
        const endOfPair = afterCr && isLf
        afterCr = chunk[index] === 13
        if (endOfPair) from = index + 1
        else if (++size > behaviour.streamFrameBytes) throw tooLong()
        else if (afterCr || isLf) {
          // With its end, which is decoded for itself and ends a character that is cut off.
          line += decode(chunk.subarray(from, index + 1))
          from = index + 1
          if (line.length > 1) readField(line.slice(0, -1))
          else {
            if (counts) yield frame
            frame = start(frame.id)
            counts = false
            size = 0
          }
          line = ''
        }
      }
      line += decode(chunk.subarray(from))
    },
  }

  const readField = (text: string) => {
    const [, name, value = ''] = /^([^:]*)(?:: ?)?([\s\S]*)/.exec(text) ?? []
    if (name === 'event') frame.event = value
    if (name === 'retry' && /^[0-9]+$/.test(value)) parser.retry = Number(value)
    if (name === 'data') frame.data = frame.data === undefined ? value : `${frame.data}\n${value}`
    if (name === 'id' && !value.includes('\0')) frame.id = value
    else if (name !== 'data') return
    counts = true
  }
  return parser
}

function start(id: string | undefined) {
  return { event: '', data: undefined, id }
}
