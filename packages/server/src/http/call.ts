import type { Operation, OperationInput } from '../operation.ts'
import type { Principal } from '../principal.ts'
import type { Correlation } from './correlation.ts'
import type { HeaderValues } from './header-values.ts'
import type { OpenStream, StreamEnd } from './open-stream.ts'
import type { CursorScope, Position } from './pagination.ts'

/** A request that has passed every check that needs no transaction. */
export interface Call {
  readonly operation: Operation
  readonly principal: Principal
  readonly correlation: Correlation
  readonly input: OperationInput
  readonly headers: HeaderValues
  /** What makes it the same as another; `null` without an Idempotency-Key. */
  readonly fingerprint: string | null
  readonly cursorScope: CursorScope
  /** Where the page before ended; `null` for the first page. */
  readonly after: Position | null
  readonly now: number
  /** Made when it is first asked for: most calls are answered before anyone could leave. */
  readonly signal: AbortSignal
}

/** What a call comes to. */
export interface Answer {
  readonly status: number
  readonly etag: string | null
  readonly body: string | null
  readonly replayed: boolean
}

/** A call's answer that goes on. */
export interface StreamAnswer {
  readonly body: OpenStream
  /** Resolves when nothing more will come. */
  readonly over: Promise<StreamEnd>
}
