import { on } from 'node:events'
import { emitKeypressEvents } from 'node:readline'

export interface Key {
  /** `up`, `return`, `a`; empty for what has no name. */
  readonly name: string
  /** What the key writes; empty for keys that write nothing. */
  readonly text: string
  readonly ctrl: boolean
}

/** A terminal that is drawn on as a whole and read key by key. */
export interface Screen {
  readonly columns: number
  readonly rows: number
  draw(lines: readonly string[]): void
  keys(): AsyncIterable<Key>
  /** Ends `keys` and gives the terminal back as it was. */
  close(): void
}

const enter = '\x1b[?1049h\x1b[?25l'
const leave = '\x1b[?25h\x1b[?1049l'
const home = '\x1b[H'
const clearLine = '\x1b[K'
const clearBelow = '\x1b[J'

/** Takes over the terminal of the process. */
export function openScreen(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Screen {
  const closed = new AbortController()
  emitKeypressEvents(input)
  input.setRawMode(true)
  input.resume()
  output.write(enter)
  return {
    get columns() {
      return output.columns
    },
    get rows() {
      return output.rows
    },
    draw(lines) {
      if (closed.signal.aborted) return
      output.write(`${home}${lines.map((line) => line + clearLine).join('\r\n')}${clearBelow}`)
    },
    async *keys() {
      try {
        for await (const [text, key] of on(input, 'keypress', { signal: closed.signal }))
          yield keyOf(text, key)
      } catch (error) {
        if (!closed.signal.aborted) throw error
      }
    },
    close() {
      if (closed.signal.aborted) return
      closed.abort()
      input.setRawMode(false)
      input.pause()
      output.write(leave)
    },
  }
}

interface Keypress {
  readonly name?: string
  readonly ctrl?: boolean
  readonly meta?: boolean
}

function keyOf(text: string | undefined, { name = '', ctrl = false, meta = false }: Keypress): Key {
  const writes = text !== undefined && !ctrl && !meta && /^[^\p{Cc}]+$/u.test(text)
  return { name, text: writes ? text : '', ctrl }
}
