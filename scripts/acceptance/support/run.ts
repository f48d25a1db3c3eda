import { spawn } from 'node:child_process'

export interface RunOptions {
  readonly cwd: string
  /** Set in the environment of the program; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Seconds. Default: 120. */
  readonly limit?: number
}

/** Runs a program to its end and answers what it printed; any other exit than 0 throws all of it. */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, env, limit = 120 }: RunOptions,
): Promise<string> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limit * 1000,
    killSignal: 'SIGKILL',
  })
  let out = ''
  let notes = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    notes += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code === 0) return out
  throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${out}${notes}`)
}
