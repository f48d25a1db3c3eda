import { expect, test } from 'vitest'
import { formatAddress, parseAddress } from './address.ts'

const nothing = { query: '', statuses: [], feature: '', column: '', scenario: '' }

test.each([
  ['#all', nothing],
  ['#q=retry&status=fail,known', { ...nothing, query: 'retry', statuses: ['fail', 'known'] }],
  [
    '#feature=code:not_found&scenario=faults/reset/agents.get&column=node%401.0.0/sqlite%2Bmemory',
    {
      ...nothing,
      feature: 'code:not_found',
      scenario: 'faults/reset/agents.get',
      column: 'node@1.0.0/sqlite+memory',
    },
  ],
])('%s is read and written', (hash, address) => {
  expect(parseAddress(hash)).toEqual(address)
  expect(formatAddress(address)).toBe(hash)
})

test('whatever is typed comes back', () => {
  const query = '100 % &status=pass #+ä/</script>'
  expect(parseAddress(formatAddress({ ...nothing, query })).query).toBe(query)
})

test('an address by hand may say it shorter, and what is unknown is passed over', () => {
  expect(parseAddress('#scenario=a/b&colour=red')).toEqual({ ...nothing, scenario: 'a/b' })
  expect(parseAddress('')).toEqual(nothing)
})
