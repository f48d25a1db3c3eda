import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { harnessPath, repositoryPath } from '../../paths.ts'
import { subjects } from '../../subject/subjects.ts'
import type { Change, Edit } from './change.ts'
import { identify } from './identify.ts'
import { listTypeScriptEdits } from './typescript-edits.ts'

export const languages = ['typescript', 'python'] as const
export type Language = (typeof languages)[number]

const sources = {
  typescript: { folder: 'packages/client/src', extension: '.ts' },
  python: { folder: 'packages/python/src/coxswain', extension: '.py' },
}

/** Every change of the hand-written runtime of an SDK. */
export function listChanges(language: Language): Change[] {
  const { folder, extension } = sources[language]
  const files = readdirSync(repositoryPath(folder))
    .filter((name) => name.endsWith(extension) && !name.endsWith('.test.ts'))
    .sort()
    .map((name) => `${folder}/${name}`)
  const texts = new Map(files.map((file) => [file, readFileSync(repositoryPath(file), 'utf8')]))
  const python = language === 'python' ? listPythonEdits(files) : undefined
  return [...texts].flatMap(([file, text]) =>
    identify(file, text, python?.get(file) ?? listTypeScriptEdits(file, text)),
  )
}

/** Edits of Python files, listed by Python itself, per file. */
export function listPythonEdits(files: readonly string[]): Map<string, Edit[]> {
  const python = subjects().find(({ id }) => id === 'python-sync')
  if (!python) throw new Error('there is no Python to read Python with')
  const script = harnessPath('runner/src/mutants/operators/list_edits.py')
  const listed = execFileSync(python.driver.command, [script, ...files], {
    cwd: repositoryPath(),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return new Map(Object.entries(JSON.parse(listed) as Record<string, Edit[]>))
}
