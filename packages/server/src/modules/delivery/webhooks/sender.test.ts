import { connect as connectTcp } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualTimers } from '../../../testing/manual-timers.ts'
import { openWebhookReceiver, type WebhookReceiver } from '../../../testing/webhook-receiver.ts'
import { systemTimers } from '../../../timers.ts'
import type { Connector } from './checked-connector.ts'
import { Sender, type SenderOptions } from './sender.ts'

const publicAddress = '93.184.216.34'
let receiver: WebhookReceiver
const senders: Sender[] = []

beforeEach(async () => {
  receiver = await openWebhookReceiver()
})
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.close()
  await receiver.close()
})

/** A sender for which every host leads to the receiver, and what it asked for. */
function open(options: Partial<SenderOptions> = {}) {
  const connected: { address: string; servername: string | undefined }[] = []
  const connect: Connector = ({ hostname, servername }, callback) => {
    connected.push({ address: hostname, servername })
    const socket = connectTcp(receiver.port, '127.0.0.1')
    socket.once('connect', () => callback(null, socket))
    socket.once('error', (error) => callback(error, null))
  }
  const sender = new Sender({
    allowPrivate: false,
    timeoutMs: 2000,
    timers: systemTimers,
    connect,
    resolve: async () => [publicAddress],
    ...options,
  })
  senders.push(sender)
  const send = (url = 'https://hooks.example.com/x') =>
    sender.send({ url, headers: { 'x-test': '1' }, body: '{}', now: 0 })
  return { send, connected }
}

test('the address that was checked is the one that is connected to, by the name of the host', async () => {
  const { send, connected } = open()
  expect(await send()).toEqual({ failure: null, responseStatus: 204, wish: null })
  expect(connected).toEqual([{ address: publicAddress, servername: 'hooks.example.com' }])
  expect(receiver.received[0]).toMatchObject({ body: '{}', headers: { 'x-test': '1' } })
})

test('a host with any address that is not public is connected to by none of them', async () => {
  const answers = [
    ['10.0.0.1'],
    [publicAddress, '127.0.0.1'],
    ['::ffff:169.254.169.254', publicAddress],
    [publicAddress, '64:ff9b::a00:1'],
    [publicAddress, 'fd00:ec2::254'],
  ]
  for (const addresses of answers) {
    const { send, connected } = open({ resolve: async () => addresses })
    expect((await send()).failure).toBe('target_refused')
    expect(connected).toEqual([])
  }
})

test('a name that is bound to another address between two looks gains nothing by it', async () => {
  const answers = [[publicAddress], ['127.0.0.1']]
  let looks = 0
  const resolve = async () => {
    looks += 1
    return answers[looks - 1] ?? ['127.0.0.1']
  }
  const { send, connected } = open({ resolve })
  receiver.answer = (response) => response.writeHead(204, { connection: 'close' }).end()
  expect((await send()).failure).toBeNull()
  expect([looks, connected.length]).toEqual([1, 1])
  expect((await send()).failure).toBe('target_refused')
  expect([looks, connected.length]).toEqual([2, 1])
})

test('an address that is written out is judged although nobody looks it up', async () => {
  const { send, connected } = open({ resolve: async () => [publicAddress] })
  for (const url of [
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://0x7f.1/',
    'http://a.example.com/',
  ]) {
    expect((await send(url)).failure).toBe('target_refused')
  }
  expect(connected).toEqual([])
})

test('a redirect is a failure, and not followed', async () => {
  const { send } = open()
  receiver.answer = (response) => response.writeHead(302, { location: receiver.url }).end()
  expect(await send()).toEqual({ failure: 'redirect', responseStatus: 302, wish: null })
  expect(receiver.received).toHaveLength(1)
})

test('only 429 and 503 are granted a wish', async () => {
  const { send } = open()
  for (const [status, wish] of [
    [429, 7000],
    [503, 7000],
    [500, null],
  ] as const) {
    receiver.answer = (response) => response.writeHead(status, { 'retry-after': '7' }).end()
    expect(await send()).toEqual({ failure: 'status', responseStatus: status, wish })
  }
})

test('an answer that has no end is not waited for', async () => {
  const { send } = open()
  receiver.answer = (response) => {
    response.writeHead(200)
    const drip = () => {
      if (!response.destroyed) response.write('x'.repeat(1024), () => setImmediate(drip))
    }
    drip()
  }
  expect((await send()).failure).toBeNull()
})

test('who says nothing in time has failed, and who hangs up too', async () => {
  const timers = manualTimers()
  const { send } = open({ timers, timeoutMs: 15_000 })
  receiver.answer = () => timers.advance(15_000)
  expect((await send()).failure).toBe('timeout')
  receiver.answer = (response) => response.destroy()
  expect((await send()).failure).toBe('connection')
  const lost = open({ resolve: async () => Promise.reject(new Error('no such host')) })
  expect((await lost.send()).failure).toBe('connection')
  const nowhere = open({ resolve: async () => [] })
  expect((await nowhere.send()).failure).toBe('connection')
})

test('a second address is tried when the first does not answer', async () => {
  const tried: string[] = []
  const connect: Connector = ({ hostname }, callback) => {
    tried.push(hostname)
    if (hostname === publicAddress) return callback(new Error('unreachable'), null)
    const socket = connectTcp(receiver.port, '127.0.0.1')
    socket.once('connect', () => callback(null, socket))
  }
  const { send } = open({ connect, resolve: async () => [publicAddress, '8.8.8.8'] })
  expect((await send()).failure).toBeNull()
  expect(tried).toEqual([publicAddress, '8.8.8.8'])
})
