import { execFileSync } from 'node:child_process'
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os'
import { findPython } from './process/find-python.ts'

/** What figures depend on beside the code. */
export interface Machine {
  readonly date: string
  readonly cores: number
  readonly cpu: string
  readonly memory: string
  readonly system: string
  readonly node: string
  readonly python: string
  readonly sqlite: string
  /** Of one, five and fifteen minutes, before the run. */
  readonly load: readonly number[]
}

export function describeMachine(): Machine {
  const [first] = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    cpu: first?.model.trim() ?? 'unknown',
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()} ${arch()}`,
    node: process.versions.node,
    python: execFileSync(findPython(), ['-c', 'import platform;print(platform.python_version())'], {
      encoding: 'utf8',
    }).trim(),
    sqlite: process.versions['sqlite'] ?? 'unknown',
    load: loadavg().map((value) => Math.round(value * 100) / 100),
  }
}
