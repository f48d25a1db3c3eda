import { expect, test } from 'vitest'
import { readArtifact } from '../../contract/artifact.ts'
import { Conformance } from '../../contract/conformance.ts'
import { readOperations } from '../../contract/operation.ts'
import { Routes } from '../../contract/route.ts'
import type { Value } from '../../expect/value.ts'
import { Chance } from '../chance.ts'
import { edgesAt } from './edges.ts'
import { Payloads, sample } from './payloads.ts'
import { type Schema, Schemas } from './schema.ts'
import { pointerTo, replaceAt, sitesOf } from './site.ts'
import { violationsAt } from './violations.ts'

const artifact = readArtifact()
const operations = readOperations(artifact)
const schemas = new Schemas(artifact)
const payloads = new Payloads(schemas)
const conformance = new Conformance(artifact, new Routes(operations))
const bodies = operations.flatMap((operation) => {
  const schema = schemas.bodyOf(operation)
  return schema ? [{ id: operation.id, schema }] : []
})

/** What a validator says that is none of ours: places with what is wrong there. */
function faultsOf(schema: Schema, value: Value): string[] {
  return conformance.faultsOf(String(schema.$ref).replace('#/components/schemas/', ''), value)
}

test('a seed draws the same again', () => {
  const draw = (seed: number) => {
    const chance = new Chance(seed)
    return bodies.map(({ schema }) => {
      const drawn = payloads.draw(schema, chance)
      const violation = payloads.spoil(schema, drawn, chance)
      return [drawn, payloads.stretch(schema, drawn, chance), violation]
    })
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test.each(bodies)('$id: what is drawn is valid, and so is every edge of it', ({ schema }) => {
  const chance = new Chance(3)
  for (let turn = 0; turn < 6; turn += 1) {
    const drawn = payloads.draw(schema, chance)
    expect(faultsOf(schema, drawn), JSON.stringify(drawn)).toEqual([])
    for (const site of sitesOf(schemas, schema, drawn)) {
      for (const edge of edgesAt(site, (arbitrary) => sample(arbitrary, chance))) {
        const value = replaceAt(drawn, site.path, edge)
        expect(faultsOf(schema, value), JSON.stringify(value)).toEqual([])
      }
    }
  }
})

test.each(bodies)('$id: a violation makes the body invalid, at its own place', ({ schema }) => {
  const chance = new Chance(4)
  const drawn = payloads.draw(schema, chance)
  const violations = sitesOf(schemas, schema, drawn).flatMap(violationsAt)
  expect(violations.length).toBeGreaterThan(3)
  for (const { path, value, code } of violations) {
    const spoilt = replaceAt(drawn, path, value)
    // What is missing or too many is found where it should be.
    const place = ['required', 'unknown_field'].includes(code) ? path.slice(0, -1) : path
    const faults = faultsOf(schema, spoilt)
    const here = faults.filter((fault) => fault.includes(pointerTo(place)))
    expect(here.length, `${code} ${pointerTo(path)} ${faults.join('; ')}`).toBeGreaterThan(0)
  }
})
