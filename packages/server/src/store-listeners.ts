import type { Logger } from 'pino'
import type { CommitBoard } from './commits.ts'
import type { Metrics } from './metrics.ts'
import type { ModuleLives } from './module-lives.ts'
import type { ServerHooks } from './server-options.ts'
import type { StoreHooks } from './store/store-hooks.ts'
import type { UnitScope } from './store/unit-of-work.ts'

interface Listeners {
  readonly hooks: ServerHooks
  readonly commits: CommitBoard
  readonly lives: ModuleLives
  readonly metrics: Metrics
  readonly log: Logger
  /** Lets the workers run that follow commits. */
  readonly wake: (orgId: string) => void
}

/** What follows from what the store does, in this order: counting, waiters, modules, workers, the embedder. */
export function storeListeners({
  hooks,
  commits,
  lives,
  metrics,
  log,
  wake,
}: Listeners): StoreHooks {
  const { beforeStatement } = hooks
  return {
    beforeStatement: beforeStatement && ((scope, sql) => beforeStatement(unitSubject(scope), sql)),
    beforeCommit: (scope) => hooks.beforeCommit?.(unitSubject(scope)),
    onCommitted(scope, events) {
      const orgId = scope.orgId ?? events[0]?.orgId ?? null
      if (orgId !== null && events.length > 0) {
        metrics.events(events.length)
        commits.tell(orgId, events)
        lives.committed(orgId, events)
        wake(orgId)
      }
      hooks.onUnitCommitted?.({ ...unitSubject(scope), orgId, events })
    },
    onLogAhead({ orgId }, aheadMs) {
      metrics.logAhead()
      log.error({ org_id: orgId, ahead_ms: aheadMs }, 'the log is ahead of the clock')
    },
    onBatch: (units) => metrics.batch(units),
  }
}

function unitSubject(scope: UnitScope) {
  const { operation, orgId, requestId = null } = scope
  return { operation, orgId, requestId }
}
