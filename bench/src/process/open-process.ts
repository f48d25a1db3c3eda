import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A process of our own, asked one thing at a time. */
export interface Process {
  ask<T>(name: string, params?: object): Promise<T>
  /** Ends its input, and waits until it has gone. */
  stop(): Promise<void>
}

export interface ProcessOptions {
  readonly command: string
  readonly args: readonly string[]
  /** Beside our own. */
  readonly env?: Readonly<Record<string, string>>
  /** The checkout that it runs from. */
  readonly root: string
}

const patienceMs = 10_000

export function openProcess({ command, args, root, env }: ProcessOptions): Process {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
  const waiting: PromiseWithResolvers<unknown>[] = []
  const over = new Promise<void>((resolve) => {
    const end = (reason: string) => {
      for (const { reject } of waiting.splice(0)) reject(new Error(`${args.join(' ')}: ${reason}`))
      resolve()
    }
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) => end(`it ended with ${code ?? signal}`))
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { result, error } = JSON.parse(line) as { result?: unknown; error?: string }
    const asked = waiting.shift()
    if (error === undefined) asked?.resolve(result)
    else asked?.reject(new Error(error))
  })
  return {
    ask<T>(name: string, params: object = {}) {
      const asked = Promise.withResolvers<unknown>()
      waiting.push(asked)
      child.stdin.write(`${JSON.stringify({ name, params })}\n`)
      return asked.promise as Promise<T>
    },
    async stop() {
      child.stdin.end()
      const kill = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      await over
      clearTimeout(kill)
    },
  }
}
