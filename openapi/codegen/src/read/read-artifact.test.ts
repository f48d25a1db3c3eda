import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fixture } from '../fidelity/fixture.ts'
import { ArtifactError } from './node.ts'
import { readArtifact } from './read-artifact.ts'

type Tree = Record<string, unknown>

const schemas = '/components/schemas'
const put = '/paths/~1things~1{thing_id}/put'
const stream = '/paths/~1things~1stream/get'

/** The fixture with a value set, or removed where it is undefined. */
function changed(pointer: string, value: unknown): Tree {
  const copy = structuredClone(fixture) as unknown as Tree
  const keys = pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/'))
  const last = keys.pop() ?? ''
  const owner = keys.reduce((found, key) => found[key] as Tree, copy)
  if (value === undefined) delete owner[last]
  else owner[last] = value
  return copy
}

function failure(artifact: unknown): string {
  try {
    readArtifact(artifact)
  } catch (error) {
    if (error instanceof ArtifactError) return error.message
    throw error
  }
  return 'no failure'
}

describe('readArtifact', () => {
  it('reads the contract and the fixture', () => {
    const current = new URL('../../../v1/current.json', import.meta.url)
    const model = readArtifact(JSON.parse(readFileSync(current, 'utf8')))
    expect(model.operations.map((operation) => operation.id)).toContain('agents.upsert')
    expect(failure(structuredClone(fixture))).toBe('no failure')
  })

  it('knows who writes and who reads a component, and whether its forms differ', () => {
    const { components } = readArtifact(structuredClone(fixture))
    const traits = (name: string) => {
      const found = components.find((component) => component.name === name)
      return {
        written: found?.written,
        read: found?.read,
        returned: found?.returned,
        open: found?.open,
        lenient: found?.lenient,
      }
    }
    expect(traits('OpenKind')).toMatchObject({
      written: true,
      read: true,
      returned: true,
      open: true,
    })
    expect(traits('ClosedKind')).toMatchObject({ open: false, lenient: false })
    expect(traits('Circle')).toMatchObject({ open: false, lenient: true })
    expect(traits('Empty')).toMatchObject({ open: true, lenient: true })
    expect(traits('Reset')).toMatchObject({ written: false, returned: true, lenient: false })
    expect(traits('Group')).toMatchObject({ open: true })
    expect(traits('Problem')).toMatchObject({
      written: false,
      read: true,
      returned: false,
      open: false,
    })
  })

  it('knows what streams, what waits and what authenticates', () => {
    const { operations } = readArtifact(structuredClone(fixture))
    const of = (id: string) => operations.find((operation) => operation.id === id)
    expect(of('things.stream')).toMatchObject({
      security: 'apiKeyOrStreamToken',
      stream: { kind: 'sse', event: 'Event', reset: 'Reset' },
      wait: null,
    })
    const waiting = { security: 'apiKey', stream: null, wait: 'timeout_seconds' }
    expect(of('approvals.wait')).toMatchObject(waiting)
    expect(of('things.count')).toMatchObject({ security: 'none', stream: null, wait: null })
  })

  it('knows what secrets look like, and the fields that are scrubbed of them', () => {
    const { secretPatterns, operations } = readArtifact(structuredClone(fixture))
    expect(secretPatterns[0]).toEqual({
      name: 'short-one',
      title: 'Short',
      pattern: '(^|[^a-z])(?:k\\.[0-9]{4,})()',
      hints: ['k'],
    })
    const scrubOf = (artifact: unknown) => readArtifact(artifact).operations[0]?.body?.scrub
    expect(operations[0]?.body?.scrub).toEqual(['free'])
    const field = `${schemas}/Everything/properties/free`
    const reference = { $ref: `#${schemas}/Free` }
    expect(scrubOf(changed(field, { oneOf: [reference, { type: 'null' }] }))).toEqual(['free'])
    const nullable = { type: ['object', 'null'], 'x-scrub': true }
    expect(scrubOf(changed(field, nullable))).toEqual(['free'])
    expect(scrubOf(changed(`${schemas}/Free/x-scrub`, undefined))).toEqual([])
  })

  it.each([
    ['/openapi', '3.0.3', '#/openapi: must be 3.1'],
    [`${schemas}/Id/allOf`, [], `#${schemas}/Id/allOf: is not a keyword`],
    [`${schemas}/Id/nullable`, true, `#${schemas}/Id/nullable: is not a keyword`],
    [`${schemas}/Free/items`, {}, `#${schemas}/Free/items: is not a keyword`],
    [`${schemas}/Id/format`, 'uri', `#${schemas}/Id/format: is "uri", not one of`],
    [`${schemas}/Id/pattern`, '^\\d+$', `#${schemas}/Id/pattern: uses a class or a lookaround`],
    [`${schemas}/Id/pattern`, '(?<!a)b', `#${schemas}/Id/pattern: uses a class or a lookaround`],
    [`${schemas}/Id/pattern`, '(', `#${schemas}/Id/pattern: /(/ is not a regular expression`],
    [`${schemas}/Id/type`, undefined, `#${schemas}/Id: needs type, $ref or`],
    [`${schemas}/Id/type`, ['string', 'integer'], `#${schemas}/Id/type: a list of types is`],
    [`${schemas}/Id`, { type: 'null' }, `#${schemas}/Id/type: "null" is not a type`],
    [`${schemas}/Id`, { type: 'array' }, `#${schemas}/Id: an array says what its items are`],
    [`${schemas}/Id`, { type: 'integer', minimum: 0 }, `#${schemas}/Id: an integer carries both`],
    [
      `${schemas}/Id`,
      { type: 'integer', minimum: 0, maximum: 2 ** 53 },
      `#${schemas}/Id: the bounds of an integer`,
    ],
    [`${schemas}/Id`, { type: 'number', multipleOf: 0.01 }, `#${schemas}/Id/multipleOf: is a pos`],
    [`${schemas}/OpenKind/enum`, ['a', 'a'], `#${schemas}/OpenKind/enum: values repeat`],
    [`${schemas}/OpenKind/enum`, ['a', null], `#${schemas}/OpenKind/enum: null is in the list`],
    [`${schemas}/OpenKind/type`, 'integer', `#${schemas}/OpenKind/type: only strings are enum`],
    [`${schemas}/Id`, { const: null }, `#${schemas}/Id/const: a const is a string`],
    [`${schemas}/Id`, { oneOf: [] }, `#${schemas}/Id: oneOf is either`],
    [
      `${schemas}/Shape/discriminator/mapping/circle`,
      `#${schemas}/Tree`,
      `#${schemas}/Shape/discriminator/mapping: the mapping names exactly`,
    ],
    [
      `${schemas}/Circle/properties/type/const`,
      'round',
      `#${schemas}/ClosedShape: Circle needs a required type: {const: circle}`,
    ],
    [
      `${schemas}/Tree/properties/shape`,
      fixture.components.schemas.Shape,
      'a union is a component',
    ],
    [`${schemas}/Tree/required`, ['nothing'], `#${schemas}/Tree/required: "nothing" is not among`],
    [`${schemas}/Id`, { $ref: `#${schemas}/Nowhere` }, 'refers to Nowhere, which does not exist'],
    [`${schemas}/Id`, { $ref: '#/elsewhere/X' }, `#${schemas}/Id/$ref: must point into`],
    [`${schemas}/GroupInput`, { type: 'string' }, `GroupInput: is the name of a generated writer`],
    [`${schemas}/ErrorCode`, { type: 'string' }, 'ErrorCode: is the name of a generated type'],
    [`${put}/operationId`, 'things.set', `#${put}/x-sdk: says things.put, operationId things.set`],
    [`${put}/x-maturity`, 'ripe', `#${put}/x-maturity: is "ripe", not one of`],
    [`${put}/security`, [{ basic: [] }], `#${put}/security: is [], [{apiKey: []}]`],
    [
      `${put}/security`,
      [{ apiKey: [], streamToken: [] }],
      `#${put}/security: is [], [{apiKey: []}]`,
    ],
    [`${put}/x-wait`, 'timeout_seconds', `#${put}/x-wait: is not a query parameter`],
    [`${put}/x-wait`, 'seconds', `#${put}/x-wait: is "seconds", not one of timeout_seconds`],
    [`${put}/x-streaming`, 'sse', `#${put}/x-streaming: needs an answer of text/event-stream`],
    [`${stream}/x-streaming`, undefined, `#${stream}: answers text/event-stream without x-str`],
    [`${stream}/x-streaming`, 'ws', `#${stream}/x-streaming: is "ws", not one of sse`],
    [`${stream}/x-stream-items/reset`, '#/x', `#${stream}/x-stream-items/reset: must point into`],
    [
      `${stream}/x-stream-items/reset`,
      `#${schemas}/Nothing`,
      'things.stream refers to Nothing, which does not exist',
    ],
    [`${put}/x-errors`, ['gone'], 'things.put may fail with gone, which is no code'],
    [`${put}/parameters`, [], `#${put}: {thing_id} of the path is not described`],
    [`${put}/parameters/0/required`, false, `#${put}/parameters/0: a path parameter is required`],
    [`${put}/parameters/0/in`, 'cookie', `#${put}/parameters/0/in: is "cookie", not one of`],
    [`${put}/responses/201`, { description: '' }, `#${put}/responses: has exactly one success`],
    [`${put}/x-pagination`, 'cursor', 'a page has next_cursor'],
    [
      `${put}/parameters/1`,
      { name: 'q', in: 'query', schema: { type: 'string' } },
      `#${put}: an operation has a body or query parameters`,
    ],
    ['/webhooks/thing.put/post/x-event/name', 'thing.set', 'must be "thing.put"'],
    ['/x-risk/rules/0/points', '5', '#/x-risk/rules/0/points: must be a number'],
    ['/x-risk/rules/0/severity', 5, '#/x-risk/rules/0/severity: is not known here'],
    ['/x-risk/patterns/square', {}, '#/x-risk/patterns/square: is not the id of a rule'],
    ['/x-risk/patterns/sharp/group/0/pattern', '\\d', 'pattern: uses a class or a lookaround'],
    ['/x-risk/patterns/sharp/group/0/matches', [], 'matches: has an example'],
    ['/x-transitions/1/id', 'thing.put', '#/x-transitions: ids repeat'],
    ['/x-transitions/0/by', 'me', '#/x-transitions/0/by: is not known here'],
    ['/x-transitions/0/operation', 'things.set', 'is done by things.set, which does not exist'],
    ['/x-transitions/1/events/0', 'thing.gone', 'appends thing.gone, which does not exist'],
  ])('refuses %s: %j', (pointer, value, message) => {
    expect(failure(changed(pointer, value))).toContain(message)
  })
})
