// Many readers of one stream, over sockets of their own, and how long each event took to each of them.
import { connect, type Socket } from 'node:net'
import { answer } from '../process/answer.ts'
import { percentile } from '../statistics.ts'
import { microseconds } from './publisher.ts'

interface Target {
  readonly port: number
  readonly path: string
  readonly apiKey: string
  readonly readers: number
}

/** Connections that are opened at a time: a server refuses a stampede. */
const atOnce = 50

let sockets: Socket[] = []
let delays: number[] = []
let expected = Number.POSITIVE_INFINITY
let onComplete = () => {}

await answer({
  async connect(target: Target) {
    while (sockets.length < target.readers) {
      const length = Math.min(atOnce, target.readers - sockets.length)
      sockets.push(...(await Promise.all(Array.from({ length }, () => open(target)))))
    }
  },
  /** From now on: so many deliveries are waited for. */
  expect({ deliveries }: { deliveries: number }) {
    delays = []
    expected = deliveries
  },
  /** Resolves when the last one has come. */
  async collect() {
    if (delays.length < expected) await new Promise<void>((resolve) => (onComplete = resolve))
    return { at: microseconds(), count: delays.length, p99: percentile(delays, 0.99) / 1000 }
  },
  async disconnect() {
    await Promise.all(
      sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve).destroy())),
    )
    sockets = []
  },
})

/** Resolves when the stream stands. */
function open({ port, path, apiKey }: Target): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.setEncoding('latin1')
    socket.once('error', reject)
    socket.write(
      [
        `GET ${path} HTTP/1.1`,
        `host: 127.0.0.1:${port}`,
        `authorization: Bearer ${apiKey}`,
        'accept: text/event-stream',
        '',
        '',
      ].join('\r\n'),
    )
    let text = ''
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.startsWith('HTTP/1.1 ') && text.includes('\r\n\r\n')) {
        if (!text.startsWith('HTTP/1.1 200')) reject(new Error(text))
        text = text.slice(text.indexOf('\r\n\r\n') + 4)
        resolve(socket)
      }
      const end = text.lastIndexOf('\n\n') + 2
      if (end === 1) return
      note(text.slice(0, end))
      text = text.slice(end)
    })
  })
}

function note(frames: string): void {
  const now = microseconds()
  for (const [, at] of frames.matchAll(/"at":(\d+)/g)) delays.push(now - Number(at))
  if (delays.length >= expected) onComplete()
}
