import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './open-node.ts'
import { openProcess, type Process } from './open-process.ts'

/** The interpreter that the SDK is installed for. */
export function findPython(): string {
  const own = join(root, '.venv/bin/python')
  return existsSync(own) ? own : 'python3'
}

export interface PythonOptions {
  readonly args?: readonly string[]
  /** The checkout whose script and SDK it is. Default: this one. */
  readonly from?: string | undefined
}

/** A script of bench/python in a process of its own. */
export function openPython(script: string, { args = [], from = root }: PythonOptions): Process {
  return openProcess({
    command: findPython(),
    args: [join(from, 'bench/python', script), ...args],
    root: from,
    env: { PYTHONPATH: join(from, 'packages/python/src') },
  })
}
