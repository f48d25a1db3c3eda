import { describe, expectTypeOf, it } from 'vitest'
import type {
  Agent,
  AgentEvent,
  AgentStatus,
  AgentStatusInput,
  Event,
  Unrecognized,
} from './index.ts'

describe('the reader form of an enum', () => {
  it('is a string that may be used as one', () => {
    expectTypeOf<AgentStatus>().toExtend<string>()
  })

  it('leaves what is not known when every known value is ruled out', () => {
    const rest = (status: AgentStatus) => {
      switch (status) {
        case 'active':
        case 'silent':
        case 'suspended':
        case 'retired':
          return undefined
        default:
          return status
      }
    }
    expectTypeOf(rest).returns.toEqualTypeOf<Unrecognized | undefined>()
  })

  it('takes no misspelt value', () => {
    expectTypeOf<'activ'>().not.toExtend<AgentStatus>()
    expectTypeOf<'active'>().toExtend<AgentStatus>()
  })
})

describe('the writer form of an enum', () => {
  it('is closed, so that what was read is narrowed before it is sent', () => {
    expectTypeOf<AgentStatusInput>().toEqualTypeOf<'active' | 'silent' | 'suspended' | 'retired'>()
    expectTypeOf<Agent['status']>().not.toExtend<AgentStatusInput>()
  })
})

describe('an event', () => {
  it('has the payload that its name tells', () => {
    const payload = (event: Event) => {
      return event.event === 'agent.suspended' ? event.payload : undefined
    }
    expectTypeOf(payload).returns.toEqualTypeOf<AgentEvent | undefined>()
  })

  it('keeps a payload that nobody knows as plain fields', () => {
    const payload = (event: Event) =>
      event.event === 'agent.suspended' ? undefined : event.payload
    expectTypeOf<{ [field: string]: unknown }>().toExtend<ReturnType<typeof payload>>()
  })
})
