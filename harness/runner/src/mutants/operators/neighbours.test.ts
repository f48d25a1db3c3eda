import { expect, test } from 'vitest'
import { readGround } from '../open-stage.ts'
import { homes } from './homes.ts'
import { languages, listChanges } from './list-changes.ts'
import { nameOf, neighboursOf } from './neighbours.ts'

const { scenarios } = readGround()
const files = new Set(
  languages.flatMap((language) => listChanges(language).map(({ file }) => file)),
)

test('every file that can be changed has scenarios near and far', () => {
  for (const file of files) {
    const { near, far } = neighboursOf(file, scenarios)
    expect(near.length, file).toBeGreaterThan(0)
    expect(far.length, file).toBeGreaterThan(90)
    expect(new Set([...near, ...far]).size).toBe(near.length + far.length)
  }
})

test('no home is of a module that is gone, or holds nothing', () => {
  const modules = new Set([...files].map(nameOf))
  for (const [name, beginnings] of Object.entries(homes)) {
    expect(modules, name).toContain(name)
    for (const beginning of beginnings) {
      expect(
        scenarios.some(({ id }) => id.startsWith(beginning)),
        beginning,
      ).toBe(true)
    }
  }
})

test('a file without a home is refused', () => {
  expect(() => neighboursOf('packages/client/src/new-module.ts', scenarios)).toThrow('homes.ts')
})
