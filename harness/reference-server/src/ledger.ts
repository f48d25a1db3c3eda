import type { CommittedUnit } from '@coxswain/server'

interface Account {
  operations: Record<string, number>
  events: Record<string, number>
}

/** Counts, per org, what was really committed. */
export class Ledger {
  readonly #accounts = new Map<string, Account>()

  record({ orgId, operation, events }: CommittedUnit): void {
    if (orgId === null) return
    const account = this.read(orgId)
    this.#accounts.set(orgId, account)
    account.operations[operation] = (account.operations[operation] ?? 0) + 1
    for (const { event } of events) account.events[event] = (account.events[event] ?? 0) + 1
  }

  read(orgId: string): Account {
    return this.#accounts.get(orgId) ?? { operations: {}, events: {} }
  }
}
