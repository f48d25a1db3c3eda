import { describe, test } from 'vitest'
import { createBroker } from '../create-broker.ts'
import { brokerCases } from '../testing/index.ts'

describe('the memory backend', () => {
  for (const { name, run } of brokerCases) {
    test(name, () => run((options) => createBroker({ backend: 'memory', ...options })))
  }
})
