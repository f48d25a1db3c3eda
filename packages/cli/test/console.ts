import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine } from '../src/run-command-line.ts'
import type { Key, Screen } from '../src/screen.ts'
import type { Terminal } from '../src/terminal.ts'

export interface Output {
  readonly code: number
  readonly out: string
  readonly notes: string
}

/** A command that runs until `stop` is called. */
export interface Running {
  /** What it printed so far, from its first line on. */
  readonly out: string
  stop(): Promise<Output>
}

/** A folder and an environment in which commands run inside of this process. */
export class Console implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'coxswain cli '))
  readonly env: Record<string, string | undefined> = {}
  /** What the next command reads from standard input. */
  input = ''
  /** The screen that the next command takes over; null when nobody sits before it. */
  screen: FakeScreen | null = null

  async run(...args: string[]): Promise<Output> {
    const { terminal, printed } = this.#terminal(() => Promise.resolve())
    const code = await runCommandLine(args, terminal)
    return { code, ...printed() }
  }

  /** Starts a command and waits for its first line. */
  async start(...args: string[]): Promise<Running> {
    const stop = Promise.withResolvers<void>()
    const firstLine = Promise.withResolvers<void>()
    const { terminal, printed } = this.#terminal(() => stop.promise, firstLine.resolve)
    const done = runCommandLine(args, terminal)
    await Promise.race([firstLine.promise, done])
    return {
      out: printed().out,
      async stop() {
        stop.resolve()
        return { code: await done, ...printed() }
      },
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #terminal(untilStopped: () => Promise<void>, onOut: () => void = () => {}) {
    const out: string[] = []
    const notes: string[] = []
    const terminal: Terminal = {
      env: this.env,
      folder: this.folder,
      out(text) {
        out.push(text)
        onOut()
      },
      note: (text) => void notes.push(text),
      input: async () => this.input,
      openScreen: () => this.screen,
      style: (_, text) => text,
      styleNote: (_, text) => text,
      untilStopped,
    }
    return { terminal, printed: () => ({ out: out.join('\n'), notes: notes.join('\n') }) }
  }
}

/** A screen in memory: keys go in, and what was drawn can be waited for. */
export class FakeScreen implements Screen {
  readonly columns = 80
  readonly rows = 24
  closed = false
  lines: readonly string[] = []
  readonly #keys: Key[] = []
  #wake = Promise.withResolvers<void>()
  #drawn = Promise.withResolvers<void>()

  draw(lines: readonly string[]): void {
    this.lines = lines
    this.#drawn.resolve()
    this.#drawn = Promise.withResolvers()
  }

  /** Presses keys, each given by its name or by the letter that it writes. */
  press(...names: string[]): void {
    for (const name of names)
      this.#keys.push({ name, text: [...name].length === 1 ? name : '', ctrl: false })
    this.#wake.resolve()
  }

  async *keys(): AsyncIterable<Key> {
    while (!this.closed) {
      const key = this.#keys.shift()
      if (key !== undefined) yield key
      else {
        this.#wake = Promise.withResolvers()
        await this.#wake.promise
      }
    }
  }

  close(): void {
    this.closed = true
    this.#wake.resolve()
  }

  /** Resolves when the screen shows a text. */
  async shows(text: string): Promise<void> {
    while (!this.lines.join('\n').includes(text)) await this.#drawn.promise
  }
}
