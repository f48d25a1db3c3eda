import type { Operation } from '../contract/operation.ts'
import type { Fields, Value } from '../expect/value.ts'
import { actOfBytes } from './bodies.ts'
import { refusalOf } from './caller.ts'
import type { Chance } from './chance.ts'
import { neverSent, refused, refusedFor } from './expectations.ts'
import type { Payloads } from './payloads/payloads.ts'
import type { Schemas } from './payloads/schema.ts'
import { replaceAt, sitesOf } from './payloads/site.ts'
import { violationsOfParameter } from './payloads/violations.ts'
import type { Request } from './requests.ts'
import type { World } from './world.ts'

/** What a request can be spoilt with. */
export interface Material {
  operation: Operation
  request: Request
  world: World
  schemas: Schemas
  payloads: Payloads
  chance: Chance
}

/** One way to draw a request that must be refused; undefined: not this one. */
export type Spoil = (material: Material) => Partial<Request> | undefined

const nobody = '00000000000000000000000000'
/** Of no form that leaves an SDK. */
const unsendable: readonly Value[] = [
  { $number: 'NaN' },
  { $number: '-Infinity' },
  { $number: '9007199254740993' },
  '\ud800',
  { a: ['\udc00 b'] },
]

const wrongBody: Spoil = ({ operation, request, schemas, payloads, chance }) => {
  const schema = schemas.bodyOf(operation)
  if (!schema || !request.body) return undefined
  const violation = payloads.spoil(schema, request.body, chance)
  if (!violation) return undefined
  const body = replaceAt(request.body, violation.path, violation.value) as Fields
  return { body, expect: refusedFor(violation, '') }
}

const wrongQuery: Spoil = ({ operation, request, schemas, payloads, chance }) => {
  if (!request.query || operation.streaming) return undefined
  const { properties = {}, ...rest } = schemas.parametersOf(operation, 'query')
  // Where a page begins is looked at before, and by itself.
  const { cursor: _, ...own } = properties
  if (chance.happens(0.15)) {
    const unknown = { path: ['surprise'], code: 'unknown_field', value: 1 }
    return { query: { ...request.query, surprise: 1 }, expect: refusedFor(unknown, '#/query') }
  }
  const names = Object.keys(own)
  if (names.length === 0) return undefined
  const name = chance.pick(names)
  const query = { ...request.query, [name]: payloads.draw(own[name] ?? {}, chance) }
  const sites = sitesOf(schemas, { ...rest, properties: own }, query)
  const found = sites
    .filter(({ path }) => path[0] === name)
    .flatMap(violationsOfParameter)
    // A list of nothing is not sent at all, and how long to wait is read by SDKs too.
    .filter(({ code }) => code !== 'min_items')
    .filter(({ value }) => name !== 'timeout_seconds' || typeof value === 'number')
  if (found.length === 0) return undefined
  const violation = chance.pick(found)
  return {
    query: replaceAt(query, violation.path, violation.value) as Fields,
    expect: refusedFor(violation, '#/query'),
  }
}

const wrongPath: Spoil = ({ operation, request, schemas, chance }) => {
  if (operation.pathParams.length === 0) return undefined
  const index = chance.within(0, operation.pathParams.length - 1)
  const name = operation.pathParams[index] as string
  const given = { [name]: request.path[index] as Value }
  const found = sitesOf(schemas, schemas.parametersOf(operation, 'path'), given)
    .filter(({ path }) => path.length > 0)
    .flatMap(violationsOfParameter)
    .filter(({ value }) => typeof value === 'string' && value !== '')
  if (found.length === 0) return undefined
  const violation = chance.pick(found)
  const path = request.path.with(index, violation.value as Value)
  return { path, expect: refusedFor(violation, '#/path') }
}

const noSuch: Spoil = ({ operation, request, schemas, chance }) => {
  const schema = Object.values(schemas.parametersOf(operation, 'path').properties ?? {}).at(-1)
  if (!schema || ['DELETE', 'PUT'].includes(operation.method)) return undefined
  const { pattern = '' } = schemas.resolve(schema)
  const prefix = /^\^\(?([a-z]+_)\[/.exec(pattern)?.[1]
  const absent = prefix ? `${prefix}${nobody}` : chance.pick<Value>(['nobody', 'a:b', 7])
  return { path: [...request.path.slice(0, -1), absent], expect: refused(404, 'not_found') }
}

const neverLeaves: Spoil = ({ request, chance }) => {
  if (request.path.length > 0 && chance.happens(0.5)) {
    const index = chance.within(0, request.path.length - 1)
    const path = request.path.with(index, chance.pick<Value>(['', '.', '..', '\ud800', null]))
    return { path, expect: neverSent }
  }
  if (!request.body) return undefined
  const names = [...Object.keys(request.body), 'metadata']
  const body = { ...request.body, [chance.pick(names)]: chance.pick(unsendable) }
  return { body, expect: neverSent }
}

const notLetIn: Spoil = ({ operation, world, chance }) => {
  const refusals = world.callers.flatMap((caller) => {
    const refusal = refusalOf(caller, operation, world)
    return refusal ? [{ client: caller.name, refusal }] : []
  })
  if (refusals.length === 0) return undefined
  const { client, refusal } = chance.pick(refusals)
  return { client, expect: refused(refusal.status, refusal.code) }
}

const ofAnotherOrg: Spoil = ({ operation, request, world, chance }) => {
  const strangers = world.callers.filter((caller) => {
    return caller.stranger && !caller.refusal && !refusalOf(caller, operation, world)
  })
  const isOwn = String(request.path.at(-1) ?? '').startsWith('${s')
  if (strangers.length === 0 || !isOwn || operation.method === 'DELETE') return undefined
  return { client: chance.pick(strangers).name, expect: refused(404, 'not_found') }
}

const tooLarge: Spoil = ({ request, chance }) => {
  if (!request.body) return undefined
  // What was decided before is looked at before.
  if ('act' in request.body && !('decision_id' in request.body) && chance.happens(0.5)) {
    const error = { path: ['act'], code: 'too_large', value: undefined }
    return { body: { ...request.body, act: actOfBytes(16_385) }, expect: refusedFor(error, '') }
  }
  const body = { ...request.body, surprise: 'x'.repeat(65_536) }
  return { body, expect: refused(413, 'payload_too_large') }
}

const wrongCursor: Spoil = ({ operation, request, world, chance }) => {
  if (!operation.paginated) return undefined
  const foreign = world.pages.filter((page) => page.operation !== operation.id)
  const cursors = ['x', `evt_${nobody}`, 'a'.repeat(513), ...foreign.map(({ cursor }) => cursor)]
  return {
    query: { ...request.query, cursor: chance.pick(cursors) },
    expect: refused(400, 'invalid_cursor'),
  }
}

const staleMatch: Spoil = ({ operation, world, request, chance }) => {
  if (!operation.conditional) return undefined
  const target = world.at(operation.path, request.path)
  const isThere = operation.method === 'PUT' ? target !== undefined : true
  if (!isThere || target?.status === 'deleted') return undefined
  const if_match = chance.pick(['"another"', 'x', 'W/"1"', '"a", "b"', '~ !'])
  // A retired agent or an ended action is in no state for it, which is said first.
  return { options: { if_match }, expect: { error: { status: { $between: [409, 412] } } } }
}

const wrongHeader: Spoil = ({ operation, chance }) => {
  const name = operation.conditional && chance.happens(0.5) ? 'if_match' : 'idempotency_key'
  if (operation.transaction !== 'write' || operation.method === 'DELETE') return undefined
  if (chance.happens(0.5)) {
    const value = chance.pick(['é', 'a\nb', '🚣', '\0'])
    return { options: { [name]: value }, expect: neverSent }
  }
  const pointer = `#/header/${name.replace('_', '-')}`
  const errors = [{ pointer, code: 'max_length' }]
  return {
    options: { [name]: 'k'.repeat(256) },
    expect: refused(422, 'validation_failed', { problem: { errors } }),
  }
}

/** The more often one stands here, the more often it is tried first. */
export const spoils: readonly Spoil[] = [
  ...[wrongBody, wrongBody, wrongBody, wrongBody, wrongBody],
  ...[wrongQuery, wrongQuery, wrongPath, wrongPath],
  ...[noSuch, notLetIn, ofAnotherOrg, neverLeaves, tooLarge, wrongCursor, staleMatch, wrongHeader],
]
