import type { CommittedUnit } from '@coxswain/server'
import { type Look, TransitionCount } from './transition-count.ts'

interface Account {
  operations: Record<string, number>
  events: Record<string, number>
  transitions: TransitionCount
}

/** What was really committed for an org. */
export interface Statement {
  operations: Record<string, number>
  events: Record<string, number>
  /** How often each row of the contract's table has happened. */
  transitions: Record<string, number>
}

/** Counts, per org, what was really committed. */
export class Ledger {
  readonly #accounts = new Map<string, Account>()

  record(unit: CommittedUnit): void {
    const { orgId, operation, requestId, events } = unit
    if (orgId === null) return
    const account = this.#account(orgId)
    account.transitions.record({ operation, requestId, events })
    account.operations[operation] = (account.operations[operation] ?? 0) + 1
    for (const { event } of events) account.events[event] = (account.events[event] ?? 0) + 1
  }

  async read(orgId: string, look: Look): Promise<Statement> {
    const { operations, events, transitions } = this.#account(orgId)
    return { operations, events, transitions: await transitions.read(look) }
  }

  #account(orgId: string): Account {
    let account = this.#accounts.get(orgId)
    if (account === undefined) {
      account = { operations: {}, events: {}, transitions: new TransitionCount() }
      this.#accounts.set(orgId, account)
    }
    return account
  }
}
