import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Commits } from '../commits.ts'
import type { Ids } from '../ids.ts'
import type { Metrics } from '../metrics.ts'
import type { Authenticator, StreamAuthenticator } from '../principal.ts'
import type { ServerStatus } from '../server-status.ts'
import type { Store } from '../store/database.ts'
import type { CorsOptions } from './cors.ts'
import type { IdempotencyClaims } from './idempotency-claims.ts'
import type { OpenStreams } from './open-streams.ts'
import type { Cursors } from './pagination.ts'
import type { RateLimiter } from './rate-limit.ts'
import type { ResponseCheck } from './response-check.ts'

/** A request, as hooks see it. */
export interface HookSubject {
  readonly operation: string
  readonly orgId: string | null
  readonly requestId: string
}

/** Everything that requests share. Made once per server. */
export interface Kernel {
  readonly store: Store
  readonly authenticator: Authenticator
  readonly streamAuthenticator: StreamAuthenticator
  readonly bootstrapToken: string | undefined
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly metrics: Metrics
  readonly status: ServerStatus
  readonly commits: Commits
  readonly streams: OpenStreams
  readonly limiter: RateLimiter
  readonly bodyBytes: number
  readonly claims: IdempotencyClaims
  readonly cursors: Cursors
  readonly cors: CorsOptions
  readonly checkResponse: ResponseCheck
  /** Runs right before the handler's unit of work begins, and may wait or throw. */
  readonly beforeHandler: ((subject: HookSubject) => void | Promise<void>) | undefined
}
