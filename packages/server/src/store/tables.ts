/** What the kernel itself keeps. Modules add tables of their own and never touch these. */
export interface KernelTables {
  org_log: OrgLogTable
  events: EventsTable
  idempotency_keys: IdempotencyKeysTable
  kernel_secrets: KernelSecretsTable
  log_readers: LogReadersTable
}

export interface OrgLogTable {
  org_id: string
  epoch: number
  last_seq: number
  last_ms: number
  last_id: string | null
  first_seq: number
  trimmed_id: string | null
}

export interface EventsTable {
  org_id: string
  seq: number
  id: string
  event: string
  version: string
  timestamp: number
  trace_id: string | null
  actor: string
  resource: string
  payload: string
}

/** What an event is about. */
export interface EventResource {
  readonly type: string
  readonly id: string
}

/** The one way to write a resource down: events about it are found by this text. */
export function resourceText({ type, id }: EventResource): string {
  return JSON.stringify({ type, id })
}

export interface IdempotencyKeysTable {
  org_id: string
  principal: string
  key_hash: string
  fingerprint: string
  status: number
  etag: string | null
  body: string | null
  encrypted: number
  expires_at: number
}

export interface KernelSecretsTable {
  name: string
  value: string
}

/** How far a reader of the log has come in an org. */
export interface LogReadersTable {
  org_id: string
  reader: string
  epoch: number
  seq: number
  /** The event at `seq`, which proves that the log is still the one that was read; `null` before the first. */
  id: string | null
  /** Retention went past it. */
  lost: number
}
