// Sends requests over connections that stay open, each as soon as the one before is answered.
import { connect } from 'node:net'
import { answer } from '../process/answer.ts'
import { percentile } from '../statistics.ts'
import { Answers } from './answers.ts'

interface Load {
  readonly port: number
  readonly path: string
  readonly apiKey: string
  readonly body: string
  readonly connections: number
  readonly seconds: number
  /** Whether each request carries an Idempotency-Key of its own. */
  readonly keyed: boolean
}

let keys = 0

await answer({
  async load(load: Load) {
    const until = performance.now() + load.seconds * 1000
    const started = performance.now()
    const each = Array.from({ length: load.connections }, () => repeat(load, until))
    const times = (await Promise.all(each)).flat()
    const seconds = (performance.now() - started) / 1000
    const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)]
    return { count: times.length, rate: times.length / seconds, p50, p99 }
  },
})

/** The milliseconds that each answer took. */
async function repeat(load: Load, until: number): Promise<number[]> {
  const socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true })
  const answers = new Answers(socket)
  const times: number[] = []
  for (let sent = performance.now(); sent < until; sent = performance.now()) {
    socket.write(requestText(load))
    const status = await answers.next()
    if (status !== 201) throw new Error(`answered with ${status}`)
    times.push(performance.now() - sent)
  }
  socket.destroy()
  return times
}

function requestText({ port, path, apiKey, body, keyed }: Load): string {
  keys += 1
  const key = `bench-${process.pid}-${String(keys).padStart(24, '0')}`
  return [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    `authorization: Bearer ${apiKey}`,
    'accept: application/json',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(keyed ? [`idempotency-key: ${key}`] : []),
    '',
    body,
  ].join('\r\n')
}
