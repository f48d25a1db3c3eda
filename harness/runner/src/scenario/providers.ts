import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { isKeyed, type Operation, writes } from '../contract/operation.ts'
import { type Fields, isFields, type Value } from '../expect/value.ts'
import type { GivenStep } from './scenario.ts'
import { placeholder } from './values.ts'

/** Where the value of a path parameter (or of a body field of the same name) comes from. */
export interface Provider {
  value: Value
  /** Well formed, but of nothing that exists. */
  absent: Value
  /** Not well formed. */
  invalid: Value
  given?: GivenStep[]
}

/** What the rules can't know of an operation, and why. */
export interface OperationProvider {
  why: string
  body?: Value
  query?: Fields
  given?: GivenStep[]
  /** Places of its traces that measure something. */
  volatile?: string[]
}

export interface Providers {
  parameters: Record<string, Provider>
  /** Scopes of no use for anything but their own operations: `insufficient_scope` is made of them. */
  scopes: string[]
  /** Per operation, what the rules above can't know; every entry says why. */
  operations: Record<string, OperationProvider>
}

export function readProviders(path: string): Providers {
  return parse(readFileSync(path, 'utf8')) as Providers
}

/** What a template may say about its operation, as `${op.<name>}`. */
export function describeOperation(operation: Operation, providers: Providers): Fields {
  const own = providers.operations[operation.id]
  const body = own?.body ?? operation.bodyExample
  const named = [...operation.pathParams, ...(isFields(body) ? Object.keys(body) : [])]
  const known = named.filter((name) => Object.hasOwn(providers.parameters, name))
  const missing = operation.pathParams.find((name) => !known.includes(name))
  if (missing) throw new Error(`${operation.id}: no provider for the parameter ${missing}`)
  const providing = (kind: 'value' | 'absent' | 'invalid') => (name: string) =>
    providers.parameters[name]?.[kind] as Value
  const fields: Fields = {
    id: operation.id,
    method: operation.method,
    key: placeholder(operation.security === 'bootstrapToken' ? 'bootstrap_token' : 'org.key'),
    success: operation.success.status,
    /** How often its effect is in the ledger of the run's org after one success. */
    effects: isOfOrg(operation) ? 1 : { $absent: true },
    /** The same, when its request has arrived twice: one without a key is carried out again. */
    effects_of_two: isOfOrg(operation) ? (isKeyed(operation) ? 1 : 2) : { $absent: true },
    /** What all attempts of a call carry. */
    idempotency_key: writes.includes(operation.method) ? { $bind: 'key' } : { $absent: true },
    /** What the answer to a request that has arrived before says of itself. */
    replayed: isKeyed(operation) ? 'true' : { $absent: true },
    has_body: operation.bodyExample !== undefined,
    path: operation.pathParams.map(providing('value')),
    absent_path: operation.pathParams.map(providing('absent')),
    invalid_path: operation.pathParams.map(providing('invalid')),
    given: [
      ...uniqueBy(known.flatMap((name) => providers.parameters[name]?.given ?? [])),
      ...(own?.given ?? []),
    ] as unknown as Value,
    other_scope: providers.scopes.find(
      (scope) => scope.split(':')[0] !== operation.scope?.split(':')[0],
    ) as string,
    query: own?.query ?? {},
    /** What else its query must hold, with a cursor or a limit that no list takes. */
    cursor_query: { ...own?.query, cursor: 'nonsense' },
    limit_query: { ...own?.query, limit: 0 },
  }
  if (isFields(body)) {
    fields.body = withNames(body, known, providing('value'))
    fields.absent_body = withNames(body, known, providing('absent'))
    fields.unknown_field_body = { ...(fields.body as Fields), surprise: 1 }
  }
  return fields
}

function isOfOrg({ transaction, security }: Operation): boolean {
  return transaction === 'write' && security !== 'bootstrapToken'
}

function withNames(body: Fields, names: string[], value: (name: string) => Value): Fields {
  return Object.fromEntries(
    Object.entries(body).map(([name, item]) => [name, names.includes(name) ? value(name) : item]),
  )
}

function uniqueBy(steps: GivenStep[]): GivenStep[] {
  const seen = new Set<string>()
  return steps.filter((step) => {
    const text = JSON.stringify(step)
    return seen.has(text) ? false : seen.add(text)
  })
}
