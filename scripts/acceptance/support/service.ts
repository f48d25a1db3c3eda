import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { RunOptions } from './run.ts'

/** A program that was started and says on its first line where it is. */
export interface Service {
  readonly firstLine: string
  /** All that it printed so far. */
  printed(): string
  /** Asks it to end, and throws when it does not end well. */
  stop(): Promise<void>
  /** Ends it, whatever it is doing. */
  kill(): Promise<void>
}

/** Starts a program that runs until it is stopped, and waits for its first line of output. */
export async function startService(
  program: string,
  args: readonly string[],
  { cwd, env, limit = 30 }: RunOptions,
): Promise<Service> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  let notes = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    notes += text
  })
  const firstLine = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Error(`${program} ${args.join(' ')}: ${why}\n${notes}`))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(`printed nothing within ${limit} s`)
    }, limit * 1000)
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const end = printed.indexOf('\n')
      if (end < 0) return
      clearTimeout(timer)
      resolve(printed.slice(0, end))
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      fail(`ended with ${code}`)
    })
    child.once('error', reject)
  })
  return {
    firstLine,
    printed: () => printed,
    stop: () => stop(child, () => notes),
    async kill() {
      const ended = once(child, 'exit')
      if (child.kill('SIGKILL')) await ended
    },
  }
}

async function stop(child: ChildProcess, notes: () => string): Promise<void> {
  if (child.exitCode !== null) throw new Error(`ended on its own\n${notes()}`)
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  const [code, signal] = await ended
  clearTimeout(timer)
  if (code !== 0) throw new Error(`ended with ${code ?? signal} when it was stopped\n${notes()}`)
}
