import type { Fields } from '../expect/value.ts'
import type { FaultKind, Verdict } from '../scenario/scenario.ts'

export interface Org {
  id: string
  /** The first API key, which holds every scope. */
  key: string
}

/** What the server committed for an org: how often each operation, each event, each transition. */
export interface Ledger {
  operations: Record<string, number>
  events: Record<string, number>
  /** How often each row of the contract's table of transitions has happened. */
  transitions: Record<string, number>
}

export interface ServerFault {
  /** Requests whose X-Request-Id begins with this. */
  tag: string
  operation: string
  kind: FaultKind
  times?: number
}

/** Speaks to the reference server's control listener: what no API offers and a test needs. */
export class ControlClient {
  readonly #origin: string

  constructor(origin: string) {
    this.#origin = origin
  }

  createOrg(): Promise<Org> {
    return this.#ask<Org>('orgs.create', {})
  }

  advance(org: string, ms: number): Promise<unknown> {
    return this.#ask('clock.advance', { org, ms })
  }

  limit(tag: string, limit: { limit: number; window_seconds: number }): Promise<unknown> {
    return this.#ask('limits.set', { tag, ...limit })
  }

  fault(fault: ServerFault): Promise<unknown> {
    return this.#ask('faults.arm', fault as unknown as Fields)
  }

  async held(tag: string): Promise<number> {
    const answer = await this.#ask<{ held: number }>('faults.held', { tag })
    return answer.held
  }

  /** How many requests have come as far as their handler. */
  async arrived(tag: string, operation: string | undefined): Promise<number> {
    const about = { tag, ...(operation === undefined ? {} : { operation }) }
    return (await this.#ask<{ arrived: number }>('requests.arrived', about)).arrived
  }

  /** Lets held requests go on and forgets every fault and limit of this run. */
  release(tag: string): Promise<unknown> {
    return this.#ask('faults.release', { tag })
  }

  inject(org: string, event: Fields): Promise<unknown> {
    return this.#ask('events.inject', { org, event })
  }

  /** Runs every worker of the server once, in this org alone: others have their own time. */
  work(org: string): Promise<unknown> {
    return this.#ask('workers.run', { org })
  }

  /** What the evaluator does with an org's requests from now on; null: it says nothing. */
  setEvaluator(org: string, verdict: Verdict | null): Promise<unknown> {
    return this.#ask('evaluator.set', { org, order: verdict as Fields | null })
  }

  ledger(org: string): Promise<Ledger> {
    return this.#ask<Ledger>('ledger.read', { org })
  }

  async #ask<Answer>(command: string, params: Fields): Promise<Answer> {
    const response = await fetch(`${this.#origin}/${command}`, {
      method: 'POST',
      body: JSON.stringify(params),
    })
    const answer = (await response.json()) as Answer
    if (!response.ok) throw new Error(`control ${command}: ${JSON.stringify(answer)}`)
    return answer
  }
}
