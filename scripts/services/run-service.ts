import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface ServiceCommand {
  readonly program: string
  readonly args: readonly string[]
  /** Who runs it, where that is not us. */
  readonly uid?: number | undefined
  /** What it prints once it answers. */
  readonly ready: RegExp
  /** The signal by which it ends in good order. */
  readonly end: 'SIGINT' | 'SIGTERM'
}

const startMs = 30_000
const stopMs = 10_000

/** Starts a server and waits until it says that it answers. Returns how to stop it. */
export async function runService(command: ServiceCommand): Promise<() => Promise<void>> {
  const { program, args, uid, ready, end } = command
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  // Whoever is ended in the midst of it takes the server along.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async () => {
    process.off('exit', kill)
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(end)
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
    await gone
    clearTimeout(timer)
  }
  try {
    await answers(child, ready)
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}

/** Resolves when the server has said that it is ready; what it says afterwards is let go by. */
function answers(child: ChildProcess, ready: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = (why: string) =>
      reject(new Error(`${child.spawnfile} ${why}:\n${said.slice(-2000)}`))
    const timer = setTimeout(() => fail('did not start in time'), startMs)
    const listen = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000)
      if (!ready.test(said)) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.once('exit', () => {
      clearTimeout(timer)
      fail('ended')
    })
  })
}
