import { expect, expectTypeOf, test } from 'vitest'
import type {
  Action,
  ActionCreate,
  Agent,
  AgentStatus,
  APIPromise,
  Approval,
  Coxswain,
  Event,
  Governed,
  Page,
  Paginator,
  RequestOptions,
  StreamItem,
  Unrecognized,
} from '../src/index.ts'
import type { RawClient } from '../src/raw.ts'

type Agents = Coxswain['agents']

test('methods are typed by the contract', () => {
  expectTypeOf<Parameters<Agents['get']>[0]>().toEqualTypeOf<string>()
  expectTypeOf<Parameters<Agents['get']>[1]>().toEqualTypeOf<RequestOptions | undefined>()
  expectTypeOf<ReturnType<Agents['get']>>().toEqualTypeOf<APIPromise<Agent>>()
  expectTypeOf<ReturnType<Agents['list']>>().toEqualTypeOf<Paginator<Agent>>()
  expectTypeOf<ReturnType<Coxswain['apiKeys']['revoke']>>().toEqualTypeOf<APIPromise<void>>()
  expectTypeOf<ReturnType<Coxswain['ops']['metrics']>>().toEqualTypeOf<APIPromise<string>>()
})

test('pages, items and responses follow from the result', () => {
  type Item = Paginator<Agent> extends AsyncIterable<infer T> ? T : never
  expectTypeOf<Item>().toEqualTypeOf<Agent>()
  expectTypeOf<Awaited<ReturnType<Paginator<Agent>['page']>>>().toEqualTypeOf<Page<Agent>>()
  type Full = Awaited<ReturnType<APIPromise<Agent>['withResponse']>>
  expectTypeOf<Full['data']>().toEqualTypeOf<Agent>()
  expectTypeOf<Full['requestId']>().toEqualTypeOf<string | undefined>()
})

test('a value that the contract does not know yet is part of the type, and narrows', () => {
  const tell = (status: AgentStatus): string => {
    switch (status) {
      case 'active':
        return status
      case 'silent':
      case 'suspended':
      case 'retired':
        return status
      default:
        expectTypeOf(status).toEqualTypeOf<Unrecognized>()
        return `new: ${status}`
    }
  }
  expect(tell('dancing' as never)).toBe('new: dancing')
  expectTypeOf<AgentStatus>().toExtend<string>()
})

test('an event’s payload follows from its name', () => {
  const agentOf = (event: Event): Agent | undefined =>
    event.event === 'agent.suspended' ? event.payload.agent : undefined
  expectTypeOf(agentOf).returns.toEqualTypeOf<Agent | undefined>()
})

test('an item of a stream is told by its event', () => {
  type Stream = ReturnType<Coxswain['events']['stream']>
  type Item = Stream extends AsyncIterable<infer T> ? T : never
  expectTypeOf<Item>().toEqualTypeOf<StreamItem>()
  const read = (item: StreamItem) => {
    if (item.event === 'reset') return expectTypeOf(item.cursor).toEqualTypeOf<string | null>()
    if (item.event === 'action.blocked')
      return expectTypeOf(item.payload.action.goal).toEqualTypeOf<string>()
    return expectTypeOf(item.id).toEqualTypeOf<string>()
  }
  expectTypeOf(read).parameters.toEqualTypeOf<[StreamItem]>()
  expectTypeOf<Coxswain['approvals']['waitFor']>().returns.toEqualTypeOf<Promise<Approval>>()
})

test('governed work is typed by its act and by what its callback returns', () => {
  const work = async (client: Coxswain) => {
    const about = { agent_id: 'a', action_type: 'deploy', goal: 'Ship' }
    const shell = await client.governed(
      { ...about, act: { type: 'shell', command: 'ls' } },
      async ({ act, action, signal }) => {
        expectTypeOf(act.command).toEqualTypeOf<string>()
        expectTypeOf(action).toEqualTypeOf<Action>()
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
        return 5
      },
    )
    expectTypeOf(shell).toEqualTypeOf<Governed<number>>()
    const create = { ...about, act: { type: 'sql', statement: 'select 1' } } as ActionCreate
    const any = await client.governed(create, ({ act }) => act.type)
    expectTypeOf(any.result).toEqualTypeOf<ActionCreate['act']['type']>()
    // @ts-expect-error there is no such kind of act
    await client.governed({ ...about, act: { type: 'dance' } }, () => undefined)
  }
  expectTypeOf(work).toBeFunction()
})

test('what a caller may write is closed', () => {
  type Status = NonNullable<Parameters<Agents['list']>[0]>['status']
  expectTypeOf<'active'>().toExtend<Status>()
  expectTypeOf<Unrecognized>().not.toExtend<Status>()
  expectTypeOf<Parameters<Agents['upsert']>[1]>().not.toHaveProperty('colour')
})

test('the raw client knows every route, its parameters and its results', () => {
  const read = async (raw: RawClient) => {
    const { data, error } = await raw.GET('/agents/{agent_id}', {
      params: { path: { agent_id: 'a-1' } },
    })
    expectTypeOf(data?.id).toEqualTypeOf<string | undefined>()
    expectTypeOf(error?.detail).toEqualTypeOf<string | undefined>()
    // @ts-expect-error there is no such route
    return raw.GET('/nowhere')
  }
  expectTypeOf(read).toBeFunction()
})
