import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Program {
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly onLine: (line: string) => void
}

/** Runs programs side by side, each to its end within a minute; when one fails, all are ended. */
export async function runPrograms(programs: readonly Program[]): Promise<void> {
  const failed = new AbortController()
  const ends = programs.map(async (program) => {
    try {
      await runProgram(program, failed.signal)
    } catch (error) {
      failed.abort()
      throw error
    }
  })
  const failures = (await Promise.allSettled(ends)).filter((end) => end.status === 'rejected')
  if (failures[0] !== undefined) throw failures[0].reason
}

async function runProgram({ command, env, onLine }: Program, signal: AbortSignal): Promise<void> {
  const [file, ...args] = command
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 60_000,
    signal,
  })
  createInterface({ input: child.stdout }).on('line', onLine)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`)
}
