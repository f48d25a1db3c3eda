import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { harnessPath, repositoryPath } from '../../paths.ts'
import { subjects } from '../../subject/subjects.ts'
import type { Change } from './change.ts'
import { listTypeScriptChanges } from './typescript-changes.ts'

export type Language = 'typescript' | 'python'

/** Written by hand, and not what only package tests look at: spans, the raw client, typing itself. */
const left = /(^|\/)(index|version|raw|telemetry|__init__|.*\.test)\.(ts|py)$/

/** Every change of the hand-written runtime of an SDK. */
export function listChanges(language: Language): Change[] {
  if (language === 'typescript') {
    return filesIn('packages/client/src', '.ts').flatMap((file) =>
      listTypeScriptChanges(file, readFileSync(repositoryPath(file), 'utf8')),
    )
  }
  const python = subjects().find(({ id }) => id === 'python-sync')
  if (!python) throw new Error('there is no Python to read Python with')
  const script = harnessPath('runner/src/mutants/operators/list_changes.py')
  const files = filesIn('packages/python/src/coxswain', '.py')
  const listed = execFileSync(python.driver.command, [script, ...files], {
    cwd: repositoryPath(),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(listed) as Change[]
}

function filesIn(folder: string, extension: string): string[] {
  return readdirSync(repositoryPath(folder))
    .filter((name) => name.endsWith(extension) && !left.test(name))
    .sort()
    .map((name) => `${folder}/${name}`)
}
