import { get } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { createServer } from '../../index.ts'
import { listen } from '../../node.ts'
import { eventId, parseEventId } from '../../store/event-id.ts'
import { createOrg } from '../../testing/index.ts'

const subscribers = 300
const publishers = 4
const writesEach = 50

const bootstrapToken = 'boot'
const server = await createServer({ database: 'sqlite::memory:', bootstrapToken })
const listener = await listen(server, { port: 0 })
const api = await createOrg(server, bootstrapToken)
afterAll(async () => {
  await listener.close()
  await server.stop()
})

/** What one subscriber came to see, over as many connections as it took. */
interface Log {
  readonly seqs: number[]
  resets: number
  connections: number
  cursor: string | null
}

/** Numbers that look random and are the same in every run. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

interface Bounds {
  /** Where it is cut: in the middle of a frame as likely as not. */
  readonly bytes: number
  readonly done: () => boolean
  readonly onFrame?: () => void
}

function connect(log: Log, { bytes, done, onFrame }: Bounds): Promise<void> {
  log.connections += 1
  const headers: Record<string, string> = { authorization: `Bearer ${api.token}` }
  if (log.cursor !== null) headers['last-event-id'] = log.cursor
  return new Promise((resolve) => {
    const request = get(`${listener.url}/api/v1/stream`, { headers, agent: false }, (response) => {
      expect(response.statusCode).toBe(200)
      let text = ''
      let left = bytes
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk.slice(0, left)
        left -= chunk.length
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) note(log, block)
        onFrame?.()
        if (left <= 0 || done()) request.destroy()
      })
      response.on('error', () => undefined)
    })
    request.on('error', () => undefined)
    request.on('close', resolve)
  })
}

function note(log: Log, block: string): void {
  const id = /^id: (.+)$/m.exec(block)?.[1]
  if (id !== undefined) log.cursor = id
  if (block.includes('event: reset')) log.resets += 1
  const seq = /^data: .*"seq":(\d+)/m.exec(block)?.[1]
  if (seq !== undefined) log.seqs.push(Number(seq))
}

const freshLog = (cursor: string | null = null): Log => ({
  seqs: [],
  resets: 0,
  connections: 0,
  cursor,
})

async function publish(publisher: number): Promise<void> {
  for (let index = 0; index < writesEach; index += 1) {
    const body = { display_name: `write ${index}` }
    ;(await api.call('agents.upsert', { path: { agent_id: `p${publisher}` }, body })).ok()
    // Everything runs in this one thread: subscribers get a turn between two writes.
    await turn()
  }
}

/** An event id of the org whose seq the log has not reached. */
function beyond(cursor: string): string {
  const position = parseEventId(api.orgId, cursor)
  if (position === null) throw new Error(`${cursor} is no cursor`)
  return eventId(api.orgId, { ...position, seq: position.seq + 1000 })
}

test('300 subscribers that are cut at random lose, double and disorder nothing', async () => {
  const before = 2
  const until = before + publishers * writesEach
  const logs = Array.from({ length: subscribers }, () => freshLog())
  const ready = logs.map(() => Promise.withResolvers<void>())
  const watching = logs.map(async (log, index) => {
    const random = randomOf(index)
    const done = () => log.seqs.at(-1) === until
    const onFrame = () => log.cursor !== null && ready[index]?.resolve()
    while (!done()) await connect(log, { bytes: 200 + random() * 60_000, done, onFrame })
  })
  await Promise.all(ready.map(({ promise }) => promise))
  await Promise.all([...watching, ...range(publishers).map(publish)])

  const expected = range(until - before).map((index) => before + index + 1)
  for (const log of logs) {
    expect(log.seqs).toEqual(expected)
    expect(log.resets).toBe(0)
  }
  const connections = logs.reduce((sum, log) => sum + log.connections, 0)
  expect(connections, 'they were cut').toBeGreaterThan(2 * subscribers)

  const newest = logs[0]?.cursor ?? ''
  const lost = freshLog(beyond(newest))
  await connect(lost, { bytes: 10_000, done: () => lost.resets > 0 })
  expect(lost).toEqual({ seqs: [], resets: 1, connections: 1, cursor: newest })
}, 30_000)

function range(length: number): number[] {
  return Array.from({ length }, (_value, index) => index)
}
