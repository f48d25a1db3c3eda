import { timestamp } from '../../clock.ts'
import type { Handlers } from '../../contract-operations.ts'
import type { StreamOptions } from '../../server-options.ts'
import type { Timers } from '../../timers.ts'
import { eventStream } from './event-stream.ts'
import type { Delivery } from './open-delivery.ts'
import { streamTokenMs } from './stream-token.ts'
import { createTypeFilter } from './type-filter.ts'

export interface StreamHandlersOptions extends StreamOptions {
  /** What the module works with, once its server is open. */
  readonly delivery: () => Delivery & { readonly timers: Timers }
}

const defaultHeartbeatMs = 15_000
const defaultRetryMs = 1000
const defaultBufferBytes = 1024 * 1024

export function streamHandlers(
  options: StreamHandlersOptions,
): Handlers<'events.stream' | 'streamTokens.create'> {
  const { delivery, heartbeatMs = defaultHeartbeatMs, retryMs = defaultRetryMs } = options
  const { bufferBytes = defaultBufferBytes, random = Math.random } = options
  return {
    async 'events.stream'({ query }, { orgId, signal, ending, lastEventId }) {
      const { broker, source, timers } = delivery()
      const cursor = lastEventId ?? query.last_event_id ?? null
      return eventStream({
        broker,
        source,
        timers,
        orgId,
        after: cursor ?? (await source.head(orgId)).id,
        resumed: cursor !== null,
        wants: createTypeFilter(query.types),
        heartbeatMs,
        bufferBytes,
        retryMs: () => Math.round(retryMs * (0.5 + random())),
        signal,
        ending,
      })
    },

    'streamTokens.create'(_input, { orgId, principal, now }) {
      const expiresAt = Math.min(now + streamTokenMs, principal.expiresAt ?? Infinity)
      const token = delivery().tokens.issue({ orgId, keyId: principal.id, expiresAt })
      return { token, expires_at: timestamp(expiresAt) }
    },
  }
}
