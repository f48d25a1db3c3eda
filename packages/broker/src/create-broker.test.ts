import { expect, test } from 'vitest'
import { type BrokerOptions, createBroker } from './create-broker.ts'

test.each([
  ['replayWindowSeconds', 0],
  ['replayWindowEvents', -1],
  ['replayWindowBytes', Number.NaN],
  ['replayWindowSeconds', '600s'],
])('a %s of %s is refused', (name, value) => {
  expect(() => createBroker({ [name]: value })).toThrow(`${name} must be a number above 0`)
})

test('a backend that does not exist is refused', () => {
  const options = { backend: 'carrier-pigeon' } as unknown as BrokerOptions
  expect(() => createBroker(options)).toThrow('no backend is called carrier-pigeon')
})

test('a buffer without a bound by mistake is refused', () => {
  const broker = createBroker()
  expect(() => broker.subscribe('org_a', { maxBufferBytes: Number.NaN })).toThrow(RangeError)
})
