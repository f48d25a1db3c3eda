/** Everything of one database that an audit looks at. */
export interface Snapshot {
  /** What `integrity_check` and `foreign_key_check` say; empty when all is well. */
  readonly damage: readonly string[]
  readonly logs: readonly LogRow[]
  readonly events: readonly EventRow[]
  readonly answers: readonly AnswerRow[]
  readonly resources: readonly ResourceRow[]
  readonly actions: readonly ActionRow[]
  readonly decisions: readonly DecisionRow[]
  readonly grants: readonly GrantRow[]
}

export interface LogRow {
  readonly orgId: string
  readonly firstSeq: number
  readonly lastSeq: number
  readonly lastId: string | null
}

export interface EventRow {
  readonly orgId: string
  readonly seq: number
  readonly id: string
  readonly event: string
  /** The resource as the event shows it. */
  readonly view: ResourceView
}

export interface ResourceView {
  readonly id: string
  readonly status: string | null
  readonly label: string | null
}

/** A stored answer of an Idempotency-Key. */
export interface AnswerRow {
  readonly keyHash: string
  readonly status: number
  /** The id that its body tells, if any. */
  readonly id: string | null
}

/** One row of any table that holds a resource with a log of its own. */
export interface ResourceRow extends ResourceView {
  readonly kind: 'session' | 'action' | 'approval' | 'agent' | 'policy' | 'decision'
  readonly orgId: string
}

export interface ActionRow {
  readonly id: string
  readonly decisionId: string
  readonly status: string
  readonly claimId: string | null
}

export interface DecisionRow {
  readonly id: string
  readonly actionId: string | null
  readonly grantId: string | null
}

export interface GrantRow {
  readonly id: string
  readonly usedByActionId: string | null
}
