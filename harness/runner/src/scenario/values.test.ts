import { expect, test } from 'vitest'
import { fillIn, lookupIn, placeholder } from './values.ts'

const lookup = lookupIn({ org: { id: 'org_1', limit: 5 }, list: ['a'] })
const all = () => true

test('a name alone becomes its value, inside a text its text', () => {
  expect(fillIn(placeholder('org.limit'), lookup, all)).toBe(5)
  expect(fillIn(`/orgs/${placeholder('org.id')}/${placeholder('org.limit')}`, lookup, all)).toBe(
    '/orgs/org_1/5',
  )
  expect(fillIn({ [placeholder('org.id')]: [placeholder('list.0')] }, lookup, all)).toEqual({
    org_1: ['a'],
  })
})

test('a name that leads nowhere throws', () => {
  expect(() => fillIn(placeholder('org.name'), lookup, all)).toThrow('org.name} is not known here')
  expect(() => fillIn(placeholder('org.id.length'), lookup, all)).toThrow('not known')
})

test('names of another pass stay', () => {
  const text = `${placeholder('op.id')} ${placeholder('org.id')}`
  expect(fillIn(text, lookup, (root) => root === 'org')).toBe(`${placeholder('op.id')} org_1`)
})
