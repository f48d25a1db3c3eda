import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { Invocations } from './invocations.ts'
import type { Hello, Invocation, Method, Methods } from './protocol.ts'
import { checkMessage } from './protocol-schema.ts'
import { readLines } from './read-lines.ts'

export interface DriverCommand {
  command: string
  args: string[]
  env?: Record<string, string>
}

export interface DriverOptions {
  /** A driver that leaves a request unanswered this long is killed. Default 10,000 ms. */
  silenceMs?: number
  onStderr?: (line: string) => void
}

interface Pending {
  method: Method
  resolve: (result: never) => void
  reject: (error: Error) => void
  timer: NodeJS.Timeout
}

/** The driver died, hung, or spoke another language; the run it was in has failed. */
export class DriverFailure extends Error {
  override readonly name: string = 'DriverFailure'
}

/** The SDK has nothing of the kind that was asked for, says its driver. */
export class NotImplemented extends DriverFailure {
  override readonly name = 'NotImplemented'
}

/** Of JSON-RPC: there is no such method. */
const methodNotFound = -32601

/** One driver process: requests out, answers in, in any order. */
export class DriverProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly invocations = new Invocations()
  readonly #pending = new Map<number, Pending>()
  readonly #silenceMs: number
  readonly #exited: Promise<void>
  #lastWords: string[] = []
  #nextId = 1
  #dead: Error | undefined
  hello!: Hello

  private constructor({ command, args, env }: DriverCommand, options: DriverOptions) {
    this.#silenceMs = options.silenceMs ?? 10_000
    this.#child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#die(`the driver did not start: ${error.message}`)
        resolve()
      })
      this.#child.once('exit', (code, signal) => {
        this.#die(`the driver ended (${signal ?? code}) ${this.#lastWords.join('\n')}`)
        resolve()
      })
    })
    this.#child.stdin.on('error', () => undefined)
    readLines(this.#child.stdout, (line) => this.#receive(line))
    readLines(this.#child.stderr, (line) => {
      this.#lastWords = [...this.#lastWords.slice(-19), line]
      options.onStderr?.(line)
    })
  }

  static async start(command: DriverCommand, options: DriverOptions = {}): Promise<DriverProcess> {
    const driver = new DriverProcess(command, options)
    try {
      driver.hello = await driver.send('hello', { protocol_version: 1 })
    } catch (error) {
      // Nobody else knows of it: left alone, it would keep the run from ending.
      driver.kill((error as Error).message)
      throw error
    }
    return driver
  }

  send<M extends Method>(method: M, params: Methods[M][0]): Promise<Methods[M][1]> {
    if (this.#dead) return Promise.reject(this.#dead)
    checkMessage('requests', method, params)
    // The first answer takes as long as an interpreter needs to start on a busy machine.
    const silenceMs = method === 'hello' ? Math.max(this.#silenceMs, 20_000) : this.#silenceMs
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.kill(`${method} was not answered within ${silenceMs} ms`)
      }, silenceMs)
      this.#pending.set(id, { method, resolve, reject, timer })
      this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    })
  }

  get alive(): boolean {
    return this.#dead === undefined
  }

  /** How many requests wait for their answers. */
  get unanswered(): number {
    return this.#pending.size
  }

  kill(reason: string): void {
    this.#die(reason)
    this.#child.kill('SIGKILL')
  }

  /** Asks it to end, and ends it if it does not within two seconds. */
  async shutdown(): Promise<void> {
    if (this.alive) this.send('shutdown', {}).catch(() => undefined)
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2000)
    await this.#exited
    clearTimeout(timer)
  }

  #receive(line: string): void {
    const message = parseMessage(line)
    if (message?.method === 'callback.invoked') {
      this.#hear(message)
      return
    }
    const pending = this.#pending.get(message?.id ?? -1)
    if (message?.id === undefined || !pending) {
      this.kill(`stdout belongs to the protocol, but the driver wrote: ${line.slice(0, 200)}`)
      return
    }
    this.#pending.delete(message.id)
    clearTimeout(pending.timer)
    if (message.error) {
      const Failure = message.error.code === methodNotFound ? NotImplemented : DriverFailure
      pending.reject(new Failure(`${pending.method}: ${message.error.message ?? 'failed'}`))
      return
    }
    try {
      checkMessage('results', pending.method, message.result)
      pending.resolve(message.result as never)
    } catch (error) {
      pending.reject(new DriverFailure((error as Error).message))
    }
  }

  #hear({ params }: Message): void {
    try {
      checkMessage('notifications', 'callback.invoked', params)
      this.invocations.add(params as Invocation)
    } catch (error) {
      this.kill((error as Error).message)
    }
  }

  #die(reason: string): void {
    this.#dead ??= new DriverFailure(reason)
    for (const pending of this.#pending.values()) {
      clearTimeout(pending.timer)
      pending.reject(this.#dead)
    }
    this.#pending.clear()
  }
}

interface Message {
  id?: number
  method?: string
  params?: unknown
  result?: unknown
  error?: { code?: number; message?: string }
}

/** Undefined: the line is no answer to anything and tells nothing. */
function parseMessage(line: string): Message | undefined {
  try {
    const message = JSON.parse(line) as Message
    const isMessage = typeof message?.id === 'number' || typeof message?.method === 'string'
    return isMessage ? message : undefined
  } catch {
    return undefined
  }
}
