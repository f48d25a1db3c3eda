import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Fault } from '../faults/fault.ts'

/** A server in a process of its own, held by its handle. */
export interface ServerProcess {
  readonly port: number
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** Asks it to drain and stop; resolves when it has. */
  stop(): Promise<void>
}

const script = fileURLToPath(new URL('serve.ts', import.meta.url))
const patienceMs = 30_000

export async function startServer(path: string, fault: Fault | null): Promise<ServerProcess> {
  const args = [script, `sqlite:${path}`, ...(fault === null ? [] : [fault])]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const end = async (how: () => void) => {
    how()
    const late = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    await gone
    clearTimeout(late)
  }
  const kill = () => end(() => child.kill('SIGKILL'))
  const told = once(createInterface(child.stdout), 'line').then(([line]) => Number(line))
  const port = await Promise.race([told, gone.then(() => null)])
  if (port === null) throw new Error(`the server has ended with ${child.exitCode} before it served`)
  return { port, kill, stop: () => end(() => child.stdin.end()) }
}
