import { type TransitionRow, transitions } from '@coxswain/contract'

/** What of a committed unit tells of transitions. */
export interface Deed {
  operation: string
  /** null: a worker has written down what time had done. */
  requestId: string | null
  events: readonly { event: string; payload: unknown }[]
}

/** A resource as payloads show it. */
interface Shown {
  id: string
  status: string
  decision?: string
  action_id?: string
  approval_id?: string | null
}

/** A resource that a unit may have changed without saying so. */
interface Relative {
  resource: string
  id: string
  deed: Deed
}

/** Reads the status of a resource as it is now. */
export type Look = (resource: string, id: string) => Promise<string | undefined>

/**
 * How often each row of the contract's table of transitions has really happened to one org: seen in
 * what was committed and, where a row leaves no event of its own, in the resource itself.
 */
export class TransitionCount {
  readonly #counts: Record<string, number> = {}
  readonly #statuses = new Map<string, string>()
  #relatives: Relative[] = []
  readonly #table: readonly TransitionRow[]

  constructor(table: readonly TransitionRow[] = transitions) {
    this.#table = table
  }

  record(deed: Deed): void {
    const shown = new Map<string, { resource: string; view: Shown }>()
    for (const { payload } of deed.events) {
      for (const [resource, view] of Object.entries(payload as Record<string, unknown>)) {
        if (isShown(view)) shown.set(view.id, { resource, view })
      }
    }
    for (const { resource, view } of shown.values()) this.#see(resource, view, deed)
    for (const { view } of shown.values()) {
      this.#relate('action', view.action_id, shown, deed)
      this.#relate('approval', view.approval_id, shown, deed)
    }
    // What stays in its state and leaves no event: that it was committed is all there is to see.
    for (const row of this.#table) {
      const stays = row.events.length === 0 && row.from === row.to
      if (stays && row.operation === operationOf(deed)) this.#count(row)
    }
  }

  /** Looks after what units may have changed besides, then tells the counts. */
  async read(look: Look): Promise<Record<string, number>> {
    const relatives = this.#relatives
    this.#relatives = []
    for (const { resource, id, deed } of relatives) {
      const status = await look(resource, id)
      if (status !== undefined) this.#see(resource, { id, status }, deed)
    }
    return { ...this.#counts }
  }

  #see(resource: string, view: Shown, deed: Deed): void {
    const from = this.#statuses.get(view.id) ?? null
    this.#statuses.set(view.id, view.status)
    if (from === view.status) return
    const names = deed.events.map(({ event }) => event)
    for (const row of this.#table) {
      const fits =
        row.resource === resource &&
        row.from === from &&
        row.to === view.status &&
        row.operation === operationOf(deed) &&
        row.events.every((event) => names.includes(event)) &&
        decidedAs(row, view)
      if (fits) this.#count(row)
    }
  }

  #relate(
    resource: string,
    id: string | null | undefined,
    shown: ReadonlyMap<string, unknown>,
    deed: Deed,
  ): void {
    if (id && !shown.has(id) && this.#statuses.has(id)) this.#relatives.push({ resource, id, deed })
  }

  #count({ id }: TransitionRow): void {
    this.#counts[id] = (this.#counts[id] ?? 0) + 1
  }
}

function operationOf({ operation, requestId }: Deed): string | null {
  return requestId === null ? null : operation
}

function decidedAs({ condition }: TransitionRow, { decision }: Shown): boolean {
  const wanted = /^decision (\w+)$/.exec(condition ?? '')?.[1]
  // An approval is only there because of the decision.
  return wanted === undefined || decision === undefined || decision === wanted
}

function isShown(view: unknown): view is Shown {
  const { id, status } = (view ?? {}) as Partial<Shown>
  return typeof id === 'string' && typeof status === 'string'
}
