import type { Health, HealthCheck } from '@coxswain/contract'
import { document } from '@coxswain/contract/document'
import { timestamp } from '../../clock.ts'
import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { Store } from '../../store/database.ts'

type OpsOperation = 'ops.health' | 'ops.live' | 'ops.ready' | 'ops.metrics' | 'ops.openapi'

export const opsHandlers: Handlers<OpsOperation> = {
  async 'ops.health'(_input, { store, server }): Promise<Health> {
    const check = await checkStore(store)
    const working = check.status === 'ok' ? 'ok' : 'degraded'
    return {
      status: server.draining ? 'draining' : working,
      version: server.version,
      started_at: timestamp(server.startedAt),
      checks: [check],
    }
  },

  'ops.live': () => ({ status: 'alive' }),

  async 'ops.ready'(_input, { store, server }) {
    if (server.draining) {
      throw new CoxswainError('not_ready', { detail: 'the server is shutting down' })
    }
    const check = await checkStore(store)
    if (check.status === 'ok') return { status: 'ready' }
    throw new CoxswainError('not_ready', { detail: 'the store does not answer' })
  },

  'ops.metrics': (_input, { server }) => server.metrics(),

  'ops.openapi': () => document,
}

async function checkStore(store: Store): Promise<HealthCheck> {
  const started = performance.now()
  const failed = await store.ping().then(
    () => false,
    () => true,
  )
  return {
    name: 'store',
    status: failed ? 'failed' : 'ok',
    latency_ms: Math.round((performance.now() - started) * 1000) / 1000,
    detail: failed ? 'the database does not answer' : null,
  }
}
