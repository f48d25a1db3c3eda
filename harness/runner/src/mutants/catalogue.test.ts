import { expect, test } from 'vitest'
import { harnessPath } from '../paths.ts'
import { loadCatalogue } from './catalogue.ts'
import { readGround } from './open-stage.ts'
import { findUnmet, requirementsOf } from './requirements.ts'
import { scenariosOf } from './scenarios-of.ts'

const { artifact, scenarios } = readGround()
const catalogue = loadCatalogue(harnessPath('mutants'), scenarios)
const required = requirementsOf(artifact, catalogue)

test('every mutant of the catalogue finds its place once, and a scenario that could catch it', () => {
  // What is wrong with any of them would have been thrown above.
  expect(catalogue.mutants.length).toBeGreaterThan(200)
})

test('every behaviour in every SDK, every code, transition and rule has a mutant', () => {
  expect(findUnmet(required, catalogue.mutants)).toEqual([])
})

test('each of them is missed when its mutants are gone', () => {
  const kinds = new Set<string>()
  for (const behaviour of new Set(required.map((one) => one.behaviour))) {
    const without = catalogue.mutants.filter((mutant) => mutant.behaviour !== behaviour)
    const own = required.filter((one) => one.behaviour === behaviour)
    expect(findUnmet(required, without)).toEqual(
      own.map(({ of }) => `no mutant breaks ${behaviour} in ${of}`),
    )
    kinds.add(own.map(({ of }) => of).join())
  }
  expect(kinds).toEqual(
    new Set([
      'node,python-sync,python-async',
      'server',
      'driver node,driver python-sync,driver python-async',
    ]),
  )
})

test('each language by itself is missed', () => {
  const without = catalogue.mutants.filter(({ id }) => id !== 'python.retry.count')
  expect(findUnmet(required, without)).toEqual([
    'no mutant breaks retry.count in python-sync',
    'no mutant breaks retry.count in python-async',
  ])
})

test('only scenarios that prove a behaviour can kill its mutants', () => {
  for (const mutant of catalogue.mutants) {
    const able = scenariosOf(mutant, scenarios)
    expect(able.filter(({ proves }) => !proves.includes(mutant.behaviour))).toEqual([])
  }
  const [mutant] = catalogue.mutants
  if (!mutant) throw new Error('the catalogue is empty')
  expect(scenariosOf({ ...mutant, behaviour: 'nobody.proves', kills: ['*'] }, scenarios)).toEqual(
    [],
  )
})
