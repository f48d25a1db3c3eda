import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emitValidators } from '../emit/typescript/validators.ts'
import { readArtifact } from '../read/read-artifact.ts'
import { compare, type Fidelity } from './compare.ts'
import { fixture } from './fixture.ts'
import { loadValidators } from './load-validators.ts'

const artifact = new URL('../../../v1/current.json', import.meta.url)
const contract = readArtifact(JSON.parse(readFileSync(artifact, 'utf8')))
const everyKeyword = readArtifact(structuredClone(fixture))

function figures(name: string, result: Fidelity): string {
  const { components, instances, invalid, disagreements, wrongPointers, incomplete } = result
  const right = (100 * (1 - wrongPointers.length / invalid)).toFixed(2)
  return (
    `${name}: ${components} schemas, ${instances} instances (${invalid} invalid), ` +
    `${disagreements.length} disagreements, pointers right ${right} %, incomplete ${incomplete.length}`
  )
}

describe('the emitted validators against ajv', () => {
  it.each([
    ['the contract', contract, 50],
    ['every keyword', everyKeyword, 400],
  ] as const)(
    'agree on %s, down to the failing fields',
    async (name, model, perComponent) => {
      const loaded = await loadValidators(emitValidators(model))
      const result = compare(model, loaded, { seed: 20_261_121, perComponent })
      console.log(figures(name, result))
      expect(result.disagreements).toEqual([])
      expect(result.instances).toBe(model.components.length * perComponent)
      expect(result.invalid).toBeGreaterThan(result.instances / 4)
      expect(result.wrongPointers.length).toBeLessThanOrEqual(result.invalid / 100)
      expect(result.incomplete.length).toBeLessThanOrEqual(result.invalid / 100)
    },
    180_000,
  )
})

type Fault = readonly [keyword: string, component: string, find: string, replace: string]

const faults: readonly Fault[] = [
  ['minLength', 'Texts', 'minLength(2)', 'minLength(1)'],
  ['maxLength', 'Texts', 'maxLength(4)', 'maxLength(5)'],
  ['pattern', 'Texts', '^x+$', '^x*$'],
  ['email', 'Texts', "format('email')", "format('uuid')"],
  ['date', 'Texts', "format('date')", 'minLength(10)'],
  ['date-time', 'Texts', "format('date-time')", 'minLength(10)'],
  ['minimum', 'Numbers', 'gte(0).lte(144)', 'gte(-12).lte(144)'],
  ['maximum', 'Numbers', 'gte(0).lte(1)', 'gte(0)'],
  ['exclusiveMinimum', 'Numbers', '.gt(-3)', '.gte(-3)'],
  ['exclusiveMaximum', 'Numbers', '.lt(3)', '.lte(3)'],
  ['multipleOf', 'Numbers', 'multipleOf(12)', 'multipleOf(6)'],
  ['integer', 'Tree', 'z.int().gte(-10)', 'z.number().gte(-10)'],
  ['minItems', 'Lists', '.min(1).max(3)', '.max(3)'],
  ['maxItems', 'Lists', '.min(1).max(3)', '.min(1)'],
  ['uniqueItems', 'Lists', '.check(uniqueItems())', ''],
  ['minProperties', 'Names', 'minProperties(1)', 'minProperties(0)'],
  ['maxProperties', 'Names', 'maxProperties(3)', 'maxProperties(4)'],
  ['propertyNames', 'Names', 'maxLength(5), pattern(/^[a-z]+$/u)', 'maxLength(6)'],
  [
    'additionalProperties: false',
    'Circle',
    'z.strictObject({\n    type',
    'z.looseObject({\n    type',
  ],
  ['additionalProperties: {}', 'Scores', "['total'], z.int().gte(0)", "['total'], z.int()"],
  ['required', 'Circle', 'z.number().gt(0).lt(100)', 'z.number().gt(0).lt(100).optional()'],
  ['optional', 'Everything', 'z.literal(2).optional()', 'z.literal(2)'],
  ['nullable', 'Tree', 'Tree.nullable()', 'Tree'],
  ['enum', 'ClosedKind', "z.enum(['on', 'off'])", "z.enum(['on'])"],
  ['const', 'Everything', 'z.literal(true)', 'z.literal(false)'],
  ['oneOf', 'ClosedShape', 'circle: Circle', 'circle: Group'],
]

describe('the comparison with ajv', () => {
  it.each(faults)(
    'turns red when %s is emitted wrong',
    async (_, only, find, replace) => {
      const source = emitValidators(everyKeyword)
      expect(source).toContain(find)
      const loaded = await loadValidators(source.replace(find, replace))
      const result = compare(everyKeyword, loaded, { seed: 20_261_121, perComponent: 1000, only })
      expect(result.disagreements.length).toBeGreaterThan(0)
    },
    60_000,
  )

  it('turns red when a union reports its failures at the wrong field', async () => {
    const source = emitValidators(everyKeyword)
    const loaded = await loadValidators(source.replace("union('type'", "union('kind'"))
    const result = compare(everyKeyword, loaded, {
      seed: 20_261_121,
      perComponent: 200,
      only: 'ClosedShape',
    })
    expect(result.wrongPointers.length).toBeGreaterThan(result.invalid / 100)
  }, 60_000)
})

describe('the reader form', () => {
  const emitted = loadValidators(emitValidators(everyKeyword))

  it('takes values of open enums that it does not know', async () => {
    const { schemas, validators } = await emitted
    expect(schemas.OpenKind?.safeParse('huge').success).toBe(false)
    expect(validators.OpenKind?.safeParse('huge').success).toBe(true)
    expect(validators.OpenKind?.safeParse(1).success).toBe(false)
    expect(validators.ClosedKind?.safeParse('dim').success).toBe(false)
  })

  it('takes variants of open unions that it does not know, and checks the others', async () => {
    const { schemas, validators } = await emitted
    const unknown = { type: 'square', side: 1 }
    expect(schemas.Shape?.safeParse(unknown).success).toBe(false)
    expect(validators.Shape?.safeParse(unknown).success).toBe(true)
    expect(validators.Shape?.safeParse({ type: 'circle', radius: -1 }).success).toBe(false)
    expect(validators.Shape?.safeParse({ side: 1 }).success).toBe(false)
    expect(validators.ClosedShape?.safeParse(unknown).success).toBe(false)
    const nested = { type: 'group', shapes: [unknown], kind: 'huge' }
    expect(validators.Group?.safeParse(nested).success).toBe(true)
    expect(schemas.Group?.safeParse(nested).success).toBe(false)
  })

  it('takes fields that a writer may not send, at any depth, and checks the others', async () => {
    const { schemas, validators, requestValidators } = await emitted
    const circle = { type: 'circle', radius: 1, colour: 'red' }
    for (const [name, value] of [
      ['Circle', circle],
      ['ClosedShape', circle],
      ['Group', { type: 'group', shapes: [circle] }],
      ['Empty', { colour: 'red' }],
      ['Numbers', { dozen: 12, score: 20 }],
    ] as const) {
      expect(schemas[name]?.safeParse(value).success, name).toBe(false)
      expect(validators[name]?.safeParse(value).success, name).toBe(true)
    }
    expect(validators.Circle?.safeParse({ ...circle, radius: 0 }).success).toBe(false)
    const thing = { shape: circle, kind: 'small', flag: true, texts: { text: 'ab' } }
    expect(validators.Everything?.safeParse(thing).success).toBe(true)
    const refused = requestValidators['things.put']?.body?.safeParse(thing)
    expect(refused?.error?.issues.map((issue) => issue.path)).toEqual([['shape']])
  })
})

describe('parameters', () => {
  const emitted = loadValidators(emitValidators(everyKeyword))

  it.each([
    [
      { exact: 'true', limit: '-5', ratio: '0.5e1' },
      { exact: true, limit: -5, ratio: 5 },
    ],
    [
      { exact: 'false', levels: '1' },
      { exact: false, levels: [1] },
    ],
    [
      { exact: 'false', levels: ['1', '9'] },
      { exact: false, levels: [1, 9] },
    ],
  ])('are read from text: %j', async (text, value) => {
    const { requestValidators } = await emitted
    expect(requestValidators['things.count']?.query?.parse(text)).toEqual(value)
  })

  it.each([
    {},
    { exact: 'yes' },
    { exact: 'true', limit: '05' },
    { exact: 'true', limit: '+5' },
    { exact: 'true', limit: '1.0' },
    { exact: 'true', limit: '' },
    { exact: 'true', limit: ['1', '2'] },
    { exact: 'true', ratio: 'NaN' },
    { exact: 'true', ratio: '0x10' },
    { exact: 'true', kind: 'huge' },
    { exact: 'true', levels: ['1', '2', '3'] },
    { exact: 'true', levels: ['1', 'x'] },
    { exact: 'true', unheard_of: '1' },
  ])('are refused: %j', async (text) => {
    const { requestValidators } = await emitted
    expect(requestValidators['things.count']?.query?.safeParse(text).success).toBe(false)
  })
})
