import { expect, test } from 'vitest'
import { identify } from './identify.ts'
import { languages, listChanges } from './list-changes.ts'
import { listTypeScriptEdits } from './typescript-edits.ts'

function idsOf(text: string): string[] {
  return identify('src/f.ts', text, listTypeScriptEdits('src/f.ts', text)).map(({ id }) => id)
}

const text = 'function f() {\n  g(1)\n  if (a) return 2\n  return 2\n}\n'

test('a change is named after its file, its function, its operator and its line', () => {
  const ids = idsOf(text)
  expect(ids).toHaveLength(5)
  for (const id of ids) expect(id).toMatch(/^f\.ts\/f\/(delete|literal|negate)-[0-9a-f]{8}$/)
})

test('a name outlives what happens above and below its line', () => {
  const moved = text
    .replace('function', '// moved\nfunction')
    .replace('  return 2', '  return 3')
    .replaceAll(/^ {2}/gm, '      ')
  const kept = idsOf(moved).filter((id) => idsOf(text).includes(id))
  expect(kept).toHaveLength(4)
})

test('a line that changes has other changes', () => {
  const one = idsOf('const a = f(1, 2)\n')
  const other = idsOf('const a = f(1, 3)\n')
  expect(one).toHaveLength(2)
  expect(other.filter((id) => one.includes(id))).toEqual([])
})

test('the same line twice has changes of its own', () => {
  const ids = idsOf('f(1)\nf(1)\n')
  expect(new Set(ids).size).toBe(4)
})

test('both runtimes can be changed in hundreds of places, and no two have one name', () => {
  for (const language of languages) {
    const changes = listChanges(language)
    expect(changes.length).toBeGreaterThan(500)
    expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length)
    expect(new Set(changes.map(({ operator }) => operator)).size).toBe(5)
  }
})
