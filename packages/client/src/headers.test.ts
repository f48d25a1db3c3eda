import { expect, test } from 'vitest'
import { CoxswainError } from './errors.ts'
import { buildHeaders, checkHeaders } from './headers.ts'

test('later layers win, whatever the case of the name', () => {
  const headers = buildHeaders({ accept: 'a', 'x-one': '1' }, { Accept: 'b' }, undefined)
  expect(headers).toEqual({ accept: 'b', 'x-one': '1' })
})

test('null leaves a header out, undefined leaves it as it was', () => {
  expect(buildHeaders({ a: '1', b: '2' }, { A: null, b: undefined })).toEqual({ b: '2' })
})

test.each(['', 'plain', 'a b', 'tab is not in here ~'])('the value %j is sent', (value) => {
  expect(() => checkHeaders({ x: value })).not.toThrow()
})

test.each(['a\nb', 'a\r', 'é', 'a\tb', ' a', 'a ', '\u0000', 5])(
  'the value %j is refused, and not told',
  (value) => {
    const check = () => checkHeaders({ 'x-secret': value })
    expect(check).toThrow(CoxswainError)
    expect(check).toThrow('the header x-secret must be printable ASCII without outer spaces')
  },
)

test.each(['', 'a b', 'a:', 'é', 'a\n'])('the name %j is refused', (name) => {
  expect(() => checkHeaders({ [name]: 'x' })).toThrow(CoxswainError)
})

test.each(['content-length', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade'])(
  '%s belongs to the transport',
  (name) => {
    expect(() => checkHeaders({ [name]: '1' })).toThrow('is not a header to set')
  },
)
