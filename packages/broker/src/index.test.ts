import { expect, test } from 'vitest'
import * as broker from './index.ts'

test('the public surface is what it was', () => {
  expect(Object.keys(broker).sort()).toEqual([
    'BrokerError',
    'beginningId',
    'createBroker',
    'createRelay',
    'eventId',
    'parseEventId',
    'systemClock',
  ])
})
