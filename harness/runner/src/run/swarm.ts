import type { Fields, Value } from '../expect/value.ts'
import type { ApiStep, SwarmStep } from '../scenario/scenario.ts'
import { askApi } from '../server/api.ts'
import { runApi } from './api-step.ts'
import { createClient } from './clients.ts'
import type { RunContext } from './run-context.ts'

const log = 'events.list'
const stream = 'events.stream'

/** Clients of their own for every ten: a pool of connections is not what is tried here. */
const perClient = 10
const clientName = (index: number) => `swarm_${index}`

interface LoggedEvent {
  id: string
  seq: number
}

/**
 * Many subscribers in the SDK while publishers write past it, as fast as they can, and the proxy does
 * to the connections what its rules say. What each subscriber was given is compared with the log.
 */
export async function runSwarm(
  context: RunContext,
  { swarm, expect }: SwarmStep,
  path: string,
): Promise<void> {
  const before = await readLog(context)
  const start = before.at(-1)
  if (!start) throw new Error(`${path}: the log is empty, so there is no cursor to begin at`)
  const end = performance.now() + (swarm.within_ms ?? 20_000)
  const published = swarm.publishers * swarm.turns
  await makeClients(context, Math.ceil(swarm.subscribers / perClient))
  const subscribers = Array.from({ length: swarm.subscribers }, (_, index) =>
    subscribe(context, clientName(Math.floor(index / perClient)), start.id, published, end),
  )
  const publishers = Array.from({ length: swarm.publishers }, (_, publisher) =>
    publish(context, swarm.publish, publisher, swarm.turns),
  )
  const [received] = await Promise.all([Promise.all(subscribers), Promise.all(publishers)])
  const written = (await readLog(context)).slice(before.length)
  const seen = { published: written.length, ...countAll(written, received) }
  context.expect(path, seen, expect, context.note(seen, path))
  context.handled.add(`${stream} 200`)
}

interface Count {
  delivered: number
  lost: number
  doubled: number
  reordered: number
  resets: number
}

/** How far what the subscribers were given is from what was written. */
export function countAll(written: readonly LoggedEvent[], received: readonly Value[][]): Fields {
  const total: Count = { delivered: 0, lost: 0, doubled: 0, reordered: 0, resets: 0 }
  for (const items of received) {
    const events = items as unknown as (LoggedEvent & { event: string })[]
    const seqs = events.filter(({ event }) => event !== 'reset').map(({ seq }) => seq)
    const distinct = new Set(seqs)
    total.resets += events.length - seqs.length
    total.delivered += seqs.length
    total.lost += written.filter(({ seq }) => !distinct.has(seq)).length
    total.doubled += seqs.length - distinct.size
    total.reordered += seqs.filter(
      (seq, index) => index > 0 && seq < (seqs[index - 1] as number),
    ).length
  }
  return { ...total }
}

async function makeClients(context: RunContext, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const { error } = await createClient(context, clientName(index), {})
    if (error) throw new Error(`a client was not made: ${error.message}`)
  }
}

/** Reads until it has as many events as will be published, the stream ends, or time is up. */
async function subscribe(
  context: RunContext,
  client: string,
  cursor: string,
  published: number,
  end: number,
): Promise<Value[]> {
  const { driver } = context
  const callId = context.nextCallId()
  const opened = await driver.send('stream.open', {
    call_id: callId,
    client: context.driverName(client),
    operation: stream,
    query: { last_event_id: cursor },
    options: {},
  })
  if (opened.error) throw new Error(`a subscriber was refused: ${opened.error.message}`)
  const items: Value[] = []
  while (items.length < published && performance.now() < end) {
    const reading = await driver.send('stream.next', { call_id: callId, max: 100, wait_ms: 500 })
    items.push(...reading.items)
    if (reading.error) throw new Error(`a subscriber's stream broke: ${reading.error.message}`)
    if (reading.ended) break
  }
  // What comes after the last one comes too often.
  const rest = await driver.send('stream.next', { call_id: callId, max: 1, wait_ms: 50 })
  await driver.send('stream.close', { call_id: callId })
  return [...items, ...rest.items]
}

async function publish(
  context: RunContext,
  step: ApiStep,
  publisher: number,
  turns: number,
): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    const filled = context.fill(step, { swarm: { publisher, turn } })
    await runApi(context, filled, `publisher ${publisher}`)
  }
}

/** The whole log of the run's org, oldest first. */
async function readLog(context: RunContext): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = []
  let cursor: string | undefined
  for (;;) {
    const { body } = await askApi(context.stage.server.address.api, {
      operation: context.operation(log),
      path: [],
      query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) },
      key: context.org.key,
    })
    const page = body as unknown as { data: LoggedEvent[]; next_cursor: string; has_more: boolean }
    events.push(...page.data)
    if (!page.has_more) return events
    cursor = page.next_cursor
  }
}
