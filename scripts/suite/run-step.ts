import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Step, StepResult } from './step.ts'

/** Runs one step to its end or its limit; everything it prints goes into its log. */
export async function runStep(step: Step, logFolder: string): Promise<StepResult> {
  mkdirSync(logFolder, { recursive: true })
  if (step.report !== undefined) rmSync(step.report.file, { force: true })
  const log = join(logFolder, `${step.name.replaceAll(/[^a-z0-9]+/gi, '-')}.log`)
  const output = createWriteStream(log)
  const started = performance.now()
  const [program, ...args] = step.command
  if (program === undefined) throw new Error(`step ${step.name} has no command`)
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(program, args, {
      cwd: step.folder ?? '.',
      detached: true,
      env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const endGroup = () => end(child.pid)
    const limit = step.limit ?? 180
    const timer = setTimeout(() => {
      output.write(`\nended after ${limit} s\n`)
      endGroup()
    }, limit * 1000)
    process.once('exit', endGroup)
    child.stdout.pipe(output, { end: false })
    child.stderr.pipe(output, { end: false })
    const finish = (exit: number | null) => {
      clearTimeout(timer)
      process.off('exit', endGroup)
      resolve(exit)
    }
    child.on('error', (error) => {
      output.write(`${error.message}\n`)
      finish(null)
    })
    child.on('close', (exit) => {
      // Whatever the step left running would take the machine from the next one.
      endGroup()
      finish(exit)
    })
  })
  output.end()
  await finished(output)
  const seconds = (performance.now() - started) / 1000
  return { step, outcome: code === 0 ? 'passed' : 'failed', seconds, log }
}

function end(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}
