import { type Client, endCall, findClient, findMethod, startCall } from './clients.ts'
import { decode } from './json-value.ts'
import { describeError, describeResponse, describeResult, type Fields } from './outcome.ts'

interface Paginated {
  page(): PromiseLike<unknown>
  pages(): AsyncIterable<unknown>
  [Symbol.asyncIterator](): AsyncIterator<unknown>
}

type Call = (client: Client, options: Fields, outcome: Fields) => Promise<void>

export function call(params: Fields): Promise<Fields> {
  return run(params, async (client, options, outcome) => {
    const slot = 'body' in params ? [decode(params.body)] : querySlot(params)
    const result = findMethod(client, params.operation)(...path(params), ...slot, options)
    const promise = isPaginated(result) ? result.page() : result
    if (params.raw) Object.assign(outcome, await describeResponse(promise))
    else Object.assign(outcome, describeResult(await promise))
  })
}

export function request(params: Fields): Promise<Fields> {
  return run(params, async ({ sdk }, options, outcome) => {
    const body = 'body' in params ? { body: decode(params.body) } : {}
    const query = 'query' in params ? { query: decode(params.query) } : {}
    const send = sdk.request as (...args: unknown[]) => unknown
    const answer = send.call(sdk, params.method, params.path, { ...body, ...query, ...options })
    Object.assign(outcome, describeResult(await answer))
  })
}

export function iterate(params: Fields): Promise<Fields> {
  return run(params, async (client, options, outcome) => {
    const items: unknown[] = []
    outcome.items = items
    const method = findMethod(client, params.operation)
    const list = method(...path(params), ...querySlot(params), options) as Paginated
    for await (const item of params.by === 'pages' ? list.pages() : list) {
      items.push(item)
      if (items.length === params.take) break
    }
  })
}

/** Makes a call and tells how it ended. */
export async function run(params: Fields, send: Call): Promise<Fields> {
  const client = findClient(params.client)
  const options = startCall(params)
  const slept = client.clock.sleeps.length
  const outcome: Fields = {}
  try {
    await send(client, options, outcome)
  } catch (error) {
    outcome.error = describeError(error)
  }
  endCall(params)
  outcome.sleeps_ms = client.clock.sleeps.slice(slept)
  return outcome
}

function path(params: Fields): unknown[] {
  return (params.path as unknown[]).map(decode)
}

function querySlot(params: Fields): unknown[] {
  return 'query' in params ? [decode(params.query)] : []
}

function isPaginated(value: unknown): value is Paginated {
  return typeof (value as Paginated | undefined)?.pages === 'function'
}
