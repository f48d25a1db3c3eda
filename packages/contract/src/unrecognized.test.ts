import { describe, expectTypeOf, it } from 'vitest'
import type {
  Act,
  ActInput,
  ActionCreate,
  ActionEvent,
  Agent,
  AgentEvent,
  AgentStatus,
  AgentStatusInput,
  Event,
  FileActInput,
  Policy,
  RequireApprovalRule,
  ShellAct,
  Unrecognized,
  UnrecognizedTag,
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

describe('the reader form of a union', () => {
  it('narrows by its discriminator', () => {
    const shell = (act: Act) => (act.type === 'shell' ? act : undefined)
    expectTypeOf(shell).returns.toEqualTypeOf<ShellAct | undefined>()
    const asks = ({ rule }: Policy) => (rule.type === 'require_approval' ? rule : undefined)
    expectTypeOf(asks).returns.toEqualTypeOf<RequireApprovalRule | undefined>()
  })

  it('leaves a variant that nobody knows as plain fields', () => {
    const rest = (act: Act) => {
      switch (act.type) {
        case 'shell':
        case 'http':
        case 'sql':
        case 'file':
        case 'tool_call':
        case 'custom':
          return undefined
        default:
          return act
      }
    }
    type Unknown = { type: UnrecognizedTag; [field: string]: unknown }
    expectTypeOf(rest).returns.toEqualTypeOf<Unknown | undefined>()
  })
})

describe('the writer form of a union', () => {
  it('takes exactly the fields of a variant', () => {
    const shell = { type: 'shell', command: 'make deploy' } as const
    expectTypeOf<typeof shell>().toExtend<ActInput>()
    expectTypeOf<{ type: 'shell' }>().not.toExtend<ActInput>()
    expectTypeOf<{ type: 'telepathy' }>().not.toExtend<ActInput>()
    expectTypeOf<ActionCreate['act']>().toEqualTypeOf<ActInput>()
    expectTypeOf<FileActInput['operation']>().toEqualTypeOf<'read' | 'write' | 'delete'>()
  })
})

describe('an event', () => {
  it('about an action is told from its thirty siblings', () => {
    const payload = (event: Event) => (event.event === 'action.blocked' ? event.payload : undefined)
    expectTypeOf(payload).returns.toEqualTypeOf<ActionEvent | undefined>()
  })

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
