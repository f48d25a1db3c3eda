import { describe, expect, it } from 'vitest'
import { issueItems } from './issues.ts'
import type { Schema } from './schema.ts'
import { requestValidators, schemas } from './validators.ts'

function items(schema: Schema<unknown>, value: unknown, prefix = '') {
  const result = schema.safeParse(value)
  return result.success ? [] : issueItems(result.error, value, prefix)
}

describe('issueItems', () => {
  it('names every field that failed, with the rule that it broke', () => {
    const value = { display_name: '', capabilities: ['a', 'a', 3], labels: { a: 1 }, extra: true }
    expect(items(schemas.AgentUpsert, value)).toEqual([
      { pointer: '/display_name', code: 'min_length', message: 'must have at least 1 character' },
      { pointer: '/capabilities/2', code: 'type', message: 'must be a string' },
      { pointer: '/capabilities', code: 'unique_items', message: 'must not hold two equal items' },
      { pointer: '/labels/a', code: 'type', message: 'must be a string' },
      {
        pointer: '/extra',
        code: 'unknown_field',
        message: 'is not a field that this operation knows',
      },
    ])
  })

  it('tells a missing field from one of the wrong type', () => {
    expect(items(schemas.AgentSuspend, {})[0]).toMatchObject({
      pointer: '/reason',
      code: 'required',
    })
    expect(items(schemas.AgentSuspend, { reason: null })[0]).toMatchObject({ code: 'type' })
  })

  it('tells once of an integer that is beyond its maximum and beyond what is safe', () => {
    const value = { outcome: 'completed', counters: { steps: 2 ** 53 } }
    expect(items(schemas.SessionEnd, value)).toEqual([
      {
        pointer: '/counters/steps',
        code: 'maximum',
        message: `must be at most ${Number.MAX_SAFE_INTEGER}`,
      },
    ])
  })

  it('tells of a value of another type that it is one, whatever length it has', () => {
    const rule = { type: 'protected_path', paths: ['/etc'], operations: 'write', decision: 'block' }
    expect(items(schemas.PolicyRule, rule)).toEqual([
      { pointer: '/operations', code: 'type', message: 'must be an array' },
    ])
  })

  it('points at the body itself when it is not an object', () => {
    expect(items(schemas.AgentSuspend, [])).toEqual([
      { pointer: '', code: 'type', message: 'must be an object' },
    ])
  })

  it('escapes names as RFC 6901 does', () => {
    expect(items(schemas.AgentUpsert, { 'a/b~c': 1 })[0]?.pointer).toBe('/a~1b~0c')
  })

  it('tells what is wrong with the only value of a repeated parameter', () => {
    const { query } = requestValidators['events.list']
    expect(items(query, { types: 'nope' }, '#/query')).toMatchObject([
      { pointer: '#/query/types/0', code: 'pattern' },
    ])
  })

  it('prefixes parameters with their place', () => {
    const { query } = requestValidators['agents.list']
    expect(items(query, { limit: '007' }, '#/query')).toEqual([
      { pointer: '#/query/limit', code: 'type', message: 'must be a number' },
    ])
    expect(items(query, { limit: '201' }, '#/query')).toEqual([
      { pointer: '#/query/limit', code: 'maximum', message: 'must be at most 200' },
    ])
  })
})

describe('the emitted validators', () => {
  it('count code points, not UTF-16 units', () => {
    expect(items(schemas.AgentSuspend, { reason: '😀'.repeat(2000) })).toEqual([])
    expect(items(schemas.AgentSuspend, { reason: '😀'.repeat(2001) })).toHaveLength(1)
  })

  it('see a field called __proto__', () => {
    const value: unknown = JSON.parse('{"metadata":{"__proto__":5}}')
    expect(items(schemas.AgentUpsert, value)[0]?.pointer).toBe('/metadata/__proto__')
  })

  it('read path and query text as what the schema asks for', () => {
    const { query } = requestValidators['agents.list']
    expect(query.parse({ limit: '7' })).toEqual({ limit: 7 })
    expect(requestValidators['events.list'].query.parse({ types: 'agent.*' })).toEqual({
      types: ['agent.*'],
    })
  })

  it('leave what they check as it was', () => {
    const value = Object.freeze({ metadata: Object.freeze({ a: 'b' }) })
    expect(schemas.AgentUpsert.parse(value)).toEqual({ metadata: { a: 'b' } })
  })
})
