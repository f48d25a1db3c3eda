import { existsSync } from 'node:fs'
import { harnessPath, repositoryPath } from '../paths.ts'
import type { DriverCommand } from './driver-process.ts'

/** An SDK under test; a new one is a line here and a driver of its own. */
export interface Subject {
  id: string
  title: string
  driver: DriverCommand
}

function python(): string {
  const inWorkspace = repositoryPath('.venv/bin/python')
  return process.env.COXSWAIN_PYTHON ?? (existsSync(inWorkspace) ? inWorkspace : 'python3')
}

export function subjects(): Subject[] {
  const driver = harnessPath('drivers/python/driver.py')
  return [
    {
      id: 'node',
      title: 'node',
      driver: { command: process.execPath, args: [harnessPath('drivers/node/src/main.ts')] },
    },
    {
      id: 'python-sync',
      title: 'python sync',
      driver: { command: python(), args: [driver] },
    },
    {
      id: 'python-async',
      title: 'python async',
      driver: { command: python(), args: [driver, '--async'] },
    },
  ]
}
