import { expect, test } from 'vitest'
import { harnessPath } from '../paths.ts'
import { loadCatalogue } from './catalogue.ts'
import { readGround } from './open-stage.ts'
import { findUnmet, requirementsOf } from './requirements.ts'

const { artifact, scenarios } = readGround()
const catalogue = loadCatalogue(harnessPath('mutants'), scenarios)

test('every mutant of the catalogue finds its place once, and a scenario that could catch it', () => {
  // What is wrong with any of them would have been thrown above.
  expect(catalogue.mutants.length).toBeGreaterThan(200)
})

test('every behaviour in every SDK, every code, transition and rule has a mutant', () => {
  expect(findUnmet(requirementsOf(artifact, catalogue), catalogue.mutants)).toEqual([])
})

test('a behaviour whose mutant is gone is missed, in each language by itself', () => {
  const required = requirementsOf(artifact, catalogue)
  const without = catalogue.mutants.filter(
    ({ id }) => !['python.retry.count', 'server.code.not_found'].includes(id),
  )
  expect(findUnmet(required, without)).toEqual([
    'no mutant breaks retry.count in python-sync',
    'no mutant breaks retry.count in python-async',
    'no mutant breaks code:not_found in server',
  ])
})
