import { expect, test } from 'vitest'
import { createServer } from '../../index.ts'
import { type Frame, openEventStream } from '../../testing/event-stream.ts'
import { createOrg } from '../../testing/index.ts'

const bootstrapToken = 'boot'

test('a reader that falls behind is told to come back, and then misses nothing', async () => {
  const server = await createServer({
    database: 'sqlite::memory:',
    bootstrapToken,
    stream: { bufferBytes: 4000, random: () => 0.5 },
  })
  const api = await createOrg(server, bootstrapToken)
  const { token } = api
  const seqs: number[] = []
  let cursor = ''
  const note = ({ id, data }: Frame) => {
    if (id !== undefined) cursor = id
    if (data !== undefined) seqs.push(JSON.parse(data).seq)
  }
  const behind = await openEventStream(server, { token })
  for (const frame of await behind.take(2)) note(frame)
  const next = behind.next()
  for (let index = 0; index < 40; index += 1) {
    await api.call('agents.upsert', { path: { agent_id: `a${index}` }, body: {} })
  }
  note((await next) as Frame)
  const rest = await behind.rest()
  expect(rest.at(-1)).toEqual({ retry: '1000' })
  for (const frame of rest) note(frame)
  expect(seqs.length, 'it was cut').toBeLessThan(40)
  const metrics = (await api.send('GET', '/metrics')).text
  expect(metrics).toContain('stream_ends_total{operation="events.stream",reason="slow"} 1')

  const again = await openEventStream(server, { token, headers: { 'last-event-id': cursor } })
  await again.next()
  for (const frame of await again.take(40 - seqs.length)) note(frame)
  expect(seqs).toEqual(Array.from({ length: 40 }, (_value, index) => index + 3))
  await again.close()
  await server.stop()
})
