import type { Clock } from '@coxswain/server'

/** Where every org's time begins: an instant like any other, so that traces repeat. */
export const beginning = Date.UTC(2026, 1, 13, 18)

/** A clock per org that stands still until it is moved. */
export class ManualClock implements Clock {
  readonly #moved = new Map<string, number>()

  now(orgId: string | null): number {
    return beginning + (orgId === null ? 0 : (this.#moved.get(orgId) ?? 0))
  }

  advance(orgId: string, ms: number): void {
    this.#moved.set(orgId, (this.#moved.get(orgId) ?? 0) + ms)
  }
}
