import { createRequire } from 'node:module'
import { call, iterate, request } from './calls.ts'
import { abort, closeClient, createClient, findClient } from './clients.ts'
import { governed, readCallback, settleCallback } from './governed.ts'
import type { Fields } from './outcome.ts'
import { readStats } from './stats.ts'
import { closeStream, nextOfStream, openStream } from './streams.ts'
import { unwrapWebhook } from './webhooks.ts'

const require = createRequire(import.meta.url)

/** Tells the runner something that it has not asked for. */
export type Notify = (method: string, params: Fields) => void

/** One function per method of the protocol. */
export const methods: Record<string, (params: never, notify: Notify) => unknown> = {
  hello: () => ({
    protocol_version: 1,
    sdk: '@coxswain/client',
    version: (require('@coxswain/client/package.json') as { version: string }).version,
    language: 'typescript',
    runtime: `node ${process.versions.node}`,
    capabilities: [
      'call',
      'request',
      'iterate',
      'stream',
      'governed',
      'abort',
      'virtual_clock',
      'middleware',
      'own_transport',
      'logs',
      'webhook',
    ],
  }),
  'client.create': createClient,
  'client.close': closeClient,
  call,
  request,
  iterate,
  'stream.open': openStream,
  'stream.next': nextOfStream,
  'stream.close': closeStream,
  governed: (params: Fields, notify: Notify) =>
    governed(params, (told) => notify('callback.invoked', told)),
  'callback.settle': settleCallback,
  'callback.read': readCallback,
  'webhook.unwrap': unwrapWebhook,
  abort,
  'clock.advance': ({ client, ms }: Fields) => {
    findClient(client).clock.advance(ms as number)
    return {}
  },
  'clock.hold': ({ client, held }: Fields) => {
    findClient(client).clock.hold(held as boolean)
    return {}
  },
  'clock.read': ({ client }: Fields) => {
    const { sleeps, timers } = findClient(client).clock
    return { sleeps_ms: sleeps, timers }
  },
  'logs.drain': ({ client }: Fields) => ({ logs: findClient(client).logs.splice(0) }),
  stats: readStats,
}
