import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openProcess, type Process } from './open-process.ts'

export const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface NodeOptions {
  readonly args?: readonly string[]
  /** Options of Node itself. */
  readonly flags?: readonly string[]
  /** The checkout whose script it is. Default: this one. */
  readonly from?: string | undefined
}

/** A script of this folder in a Node process of its own. */
export function openNode(script: string, options: NodeOptions = {}): Process {
  const { args = [], flags = [], from = root } = options
  const file = resolve(from, 'bench/src', script)
  return openProcess({ command: process.execPath, args: [...flags, file, ...args], root: from })
}

/** The processes of a suite, started one by one and ended together, also when one does not start. */
export class Processes {
  readonly #open: Process[] = []

  add(process: Process): Process {
    this.#open.push(process)
    return process
  }

  async stop(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((process) => process.stop()))
  }
}
