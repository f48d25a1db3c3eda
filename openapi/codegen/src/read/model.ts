import type { Schema } from './schema-model.ts'

/** The artifact as the emitters see it: everything resolved, checked and in a fixed order. */
export interface Model {
  readonly title: string
  readonly version: string
  readonly description: string
  readonly resources: readonly Resource[]
  readonly operations: readonly Operation[]
  readonly components: readonly Component[]
  readonly events: readonly EventType[]
  readonly errors: readonly ErrorCode[]
  readonly behaviour: Behaviour
  readonly secretPatterns: readonly SecretPattern[]
  readonly risk: RiskTable
  readonly transitions: readonly Transition[]
  /** The artifact itself, for the outputs that carry it along. */
  readonly document: JsonObject
}

export type JsonObject = { readonly [key: string]: unknown }

export interface Resource {
  readonly name: string
  readonly description: string
  readonly operations: readonly Operation[]
}

export type HttpMethod = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'
export type Maturity = 'stable' | 'beta' | 'experimental'

export interface Operation {
  readonly id: string
  readonly resource: string
  readonly method: string
  readonly tag: string
  readonly httpMethod: HttpMethod
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly scope: string | null
  readonly security: 'apiKey' | 'bootstrapToken' | 'apiKeyOrStreamToken' | 'none'
  readonly transaction: 'none' | 'read' | 'write'
  readonly maturity: Maturity
  readonly since: string
  readonly root: boolean
  /** In the order in which they stand in the path. */
  readonly pathParams: readonly Parameter[]
  readonly queryParams: readonly Parameter[]
  readonly headerParams: readonly Parameter[]
  readonly body: RequestBody | null
  readonly success: Success
  /** Set where the answer never ends by itself. */
  readonly stream: Stream | null
  /** The query parameter that says how long the answer may be held back. */
  readonly wait: 'timeout_seconds' | null
  /** The component of one item, when the operation is a list. */
  readonly pageItem: string | null
  readonly idempotent: boolean
  readonly conditional: boolean
  readonly secretResponse: boolean
  readonly rateLimited: boolean
  readonly errors: readonly string[]
  readonly deprecated: boolean
  readonly sunset: string | null
}

export interface Parameter {
  readonly name: string
  readonly required: boolean
  readonly description: string
  readonly schema: Schema
}

export interface RequestBody {
  readonly component: string
  readonly mediaType: string
  readonly required: boolean
  /** The fields that are marked with `x-scrub`. */
  readonly scrub: readonly string[]
  readonly example: unknown
}

export interface Success {
  readonly status: number
  /** The component of the body; null where there is none or where it is plain text. */
  readonly component: string | null
  readonly mediaType: string | null
  readonly description: string
  readonly example: unknown
}

/** The components of the `data:` of a stream's frames. */
export interface Stream {
  readonly kind: 'sse'
  readonly event: string
  readonly reset: string
}

export interface Component {
  readonly name: string
  readonly schema: Schema
  /** Where the component turns up, through any number of references. */
  readonly written: boolean
  readonly read: boolean
  /** Reachable from a success or an event, and not from an error alone. */
  readonly returned: boolean
  /** `x-event-envelope: true`: the event that a payload travels in, one shape per event name. */
  readonly eventEnvelope: boolean
  /** True when its reader form is another type: an open enum or union is reachable. */
  readonly open: boolean
  /** True when readers take more than writers may send: as `open`, or a closed object is reachable. */
  readonly lenient: boolean
}

export interface EventType {
  readonly name: string
  readonly resource: string
  readonly audit: boolean
  readonly payload: string
  readonly summary: string
  readonly description: string
}

export interface ErrorCode {
  readonly code: string
  readonly status: number
  readonly category: string
  readonly class: string
  readonly retryable: boolean
  readonly title: string
  readonly description: string
}

export interface SecretPattern {
  readonly name: string
  readonly title: string
  /** With two groups, for what stands before and after the secret. */
  readonly pattern: string
  /** Of these a text in lower case holds one, if it holds a secret. */
  readonly hints: readonly string[]
}

export interface RiskTable {
  /** No score is higher. */
  readonly cap: number
  /** How far back "recently" goes. */
  readonly recentSeconds: number
  readonly rules: readonly RiskRule[]
  readonly patterns: readonly RiskPattern[]
}

export interface RiskRule {
  readonly id: string
  readonly points: number
  /** What the points are counted for, up to `max`; null where they are given once. */
  readonly per: string | null
  readonly max: number
  readonly title: string
  readonly when: string
}

export interface RiskPattern {
  /** The id of the rule whose points it brings. */
  readonly rule: string
  readonly actType: string
  readonly name: string
  readonly pattern: string
  /** A text that it matches. */
  readonly example: string
}

export interface Transition {
  readonly id: string
  readonly resource: string
  /** Null where the resource comes into being. */
  readonly from: string | null
  /** Null where time alone does it. */
  readonly operation: string | null
  readonly condition: string | null
  readonly to: string
  readonly events: readonly string[]
}

export interface Behaviour {
  readonly constants: JsonObject
  readonly rows: readonly BehaviourRow[]
}

export interface BehaviourRow {
  readonly id: string
  readonly title: string
  readonly semantics: string
  readonly provedBy: string
  readonly group: string
  /** The expectation differs by language, as each language's own idiom. */
  readonly idiom: boolean
}
