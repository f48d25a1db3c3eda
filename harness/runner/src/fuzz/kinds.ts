import type { Operation } from '../contract/operation.ts'
import type { Schema, Schemas } from './payloads/schema.ts'

/** What a thing is: its name in the contract, as in `action_id`. */
export type Kind = string

/** Whose ids callers choose, so that no prefix tells what they are of. */
export const agentKind: Kind = 'agent'

/** An operation that makes things, and the field of its answer that tells their id. */
export interface Maker {
  operation: Operation
  /** `id`, `approval_id`, `member.id`. */
  field: string
}

/** What no call makes has to come about, and to be heard of. */
const wayToTheUnmade = 2

/** What can be made and spoken of by its id, as the contract has it: nobody lists it a second time. */
export class Kinds {
  readonly #schemas: Schemas
  readonly #byPrefix = new Map<string, Kind>()
  readonly #makers = new Map<Kind, Maker>()
  readonly #bySecret = new Map<string, { kind: Kind; field: string }>()

  constructor(schemas: Schemas, operations: readonly Operation[]) {
    this.#schemas = schemas
    for (const operation of operations) {
      for (const [name, schema] of this.#pathOf(operation)) {
        const prefix = this.#prefixOf(schema)
        // The org is there from the beginning, and there is one of it.
        if (prefix && name !== 'org_id') this.#byPrefix.set(prefix, name.replace(/_id$/, ''))
      }
    }
    const making = operations.filter(({ method }) => method === 'POST')
    for (const depth of ['own', 'others'] as const) {
      for (const operation of making) this.#noteMaker(operation, depth)
    }
    for (const [kind, { operation, field }] of this.#makers) {
      if (field === 'id') this.#noteSecrets(kind, operation)
    }
  }

  ofId(id: string): Kind | undefined {
    return this.#byPrefix.get(id.split('_', 1)[0] as string)
  }

  /** What a field speaks of by its id; undefined: of nothing that can be made. */
  ofSchema(schema: Schema): Kind | undefined {
    const prefix = this.#prefixOf(schema)
    return prefix === undefined ? undefined : this.#byPrefix.get(prefix)
  }

  /** Which secret of a thing a field asks for, as the token of an invite. */
  ofSecret(schema: Schema): { kind: Kind; field: string } | undefined {
    return this.#bySecret.get(this.#schemas.resolve(schema).pattern ?? '')
  }

  /** The field of an answer that tells the secret of what was made; undefined: there is none. */
  secretOf(kind: Kind): string | undefined {
    return [...this.#bySecret.values()].find((secret) => secret.kind === kind)?.field
  }

  /** Undefined: it comes about in other ways. */
  makerOf(kind: Kind): Maker | undefined {
    return this.#makers.get(kind)
  }

  /** The parts of a path, and of what kind each is; undefined: callers name it as they like. */
  inPath(operation: Operation): [name: string, kind: Kind | undefined][] {
    return this.#pathOf(operation).map(([name, schema]) => [
      name,
      name === 'agent_id' ? agentKind : this.ofSchema(schema),
    ])
  }

  /** What an operation is about has no id that tells what it is: callers name it, and where it is. */
  isNamedByCallers(operation: Operation): boolean {
    const last = this.inPath(operation).at(-1)
    return last !== undefined && last[1] === undefined && last[0] !== 'org_id'
  }

  /** What there must be before an operation can be about anything; agents there always are. */
  neededBy(operation: Operation): Kind[] {
    const body = this.#schemas.bodyOf(operation)
    const { properties = {}, required = [] } = body ? this.#schemas.resolve(body) : {}
    const inBody = required.map((name) => {
      const schema = properties[name] ?? {}
      return this.ofSchema(schema) ?? this.ofSecret(schema)?.kind
    })
    const inPath = this.inPath(operation).map(([, kind]) => kind)
    return [...inPath, ...inBody].flatMap((kind) => (!kind || kind === agentKind ? [] : [kind]))
  }

  /** How many calls it takes, this one included, until an operation has something to be about. */
  wayTo(operation: Operation): number {
    const ways = this.neededBy(operation).map((kind) => {
      const maker = this.makerOf(kind)
      return maker ? this.wayTo(maker.operation) : wayToTheUnmade
    })
    return 1 + Math.max(0, ...ways)
  }

  #pathOf(operation: Operation): [string, Schema][] {
    const { properties = {} } = this.#schemas.parametersOf(operation, 'path')
    return operation.pathParams.map((name) => [name, properties[name] ?? {}])
  }

  #prefixOf(schema: Schema): string | undefined {
    const { pattern = '', oneOf = [] } = this.#schemas.resolve(schema)
    const [only] = oneOf.filter(({ type }) => type !== 'null')
    if (only && oneOf.length === 2) return this.#prefixOf(only)
    return /^\^\(?([a-z]+)_\[/.exec(pattern)?.[1]
  }

  /** What an operation answers is what it has made; what else it tells of may have come along. */
  #noteMaker(operation: Operation, depth: 'own' | 'others'): void {
    const own = new Set(this.inPath(operation).map(([, kind]) => kind))
    for (const [field, kind] of this.#toldBy(operation, depth)) {
      if (own.has(kind) || this.#makers.has(kind)) continue
      this.#makers.set(kind, { operation, field })
    }
  }

  /** What is shown once, and known again by its form. */
  #noteSecrets(kind: Kind, { success }: Operation): void {
    const answer = success.schema && this.#schemas.named(success.schema)
    const properties = answer ? (this.#schemas.resolve(answer).properties ?? {}) : {}
    for (const [field, schema] of Object.entries(properties)) {
      const { pattern, 'x-secret': isSecret } = this.#schemas.resolve(schema)
      if (isSecret && pattern) this.#bySecret.set(pattern, { kind, field })
    }
  }

  #toldBy({ success }: Operation, depth: 'own' | 'others'): [field: string, Kind][] {
    const answer = success.schema && this.#schemas.named(success.schema)
    if (!answer) return []
    const properties = Object.entries(this.#schemas.resolve(answer).properties ?? {})
    const told = properties.flatMap(([name, schema]): [string, Schema][] => {
      if (name === 'id') return depth === 'own' ? [[name, schema]] : []
      if (depth === 'own') return []
      const inner = this.#schemas.resolve(schema).properties?.id
      return [[name, schema], ...(inner ? [[`${name}.id`, inner] as [string, Schema]] : [])]
    })
    return told.flatMap(([field, schema]) => {
      const kind = this.ofSchema(schema)
      const isOwn =
        kind !== undefined && (field.endsWith('.id') || field === 'id' || field === `${kind}_id`)
      return isOwn ? [[field, kind] as [string, Kind]] : []
    })
  }
}
