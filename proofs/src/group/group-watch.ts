import type { Way } from './unit-module.ts'
import type { Onlooker } from './unit-repository.ts'

export interface Sent {
  readonly label: string
  readonly way: Way
}

export interface Answered extends Sent {
  readonly status: number
  readonly code: string | null
}

/** What each way must be answered with, where COMMIT succeeds. */
const expected: Readonly<Record<Way, number>> = {
  works: 201,
  throws: 500,
  refuses: 409,
  lies: 500,
  collides: 500,
  waits: 500,
  breaks: 503,
}

/** Watches groups of units from outside, at every answer. */
export class GroupWatch {
  readonly findings: string[] = []
  readonly #onlooker: Onlooker
  readonly #entered: string[] = []
  /** Committed, or told that they were lost. */
  readonly #settled = new Set<string>()
  readonly #ways = new Map<string, Way>()

  constructor(onlooker: Onlooker) {
    this.#onlooker = onlooker
  }

  sent({ label, way }: Sent): void {
    this.#ways.set(label, way)
  }

  entered(label: string): void {
    this.#entered.push(label)
  }

  committed(label: string | null): void {
    if (label !== null) this.#settled.add(label)
  }

  /** In the order in which they had their turn. */
  get order(): readonly string[] {
    return this.#entered
  }

  /** Looks at once: what is said now must be true now. */
  answered({ label, status }: Answered): void {
    if (status === 201 && !this.#onlooker.sees(label)) {
      this.findings.push(`early: ${label} is answered before its COMMIT`)
    }
    if (status === 503) {
      this.#settled.add(label)
      return
    }
    // A unit may fail for what one before it in its group wrote, which isn't true before COMMIT.
    for (const earlier of this.#entered.slice(0, this.#entered.indexOf(label))) {
      if (this.#ways.get(earlier) === 'works' && !this.#settled.has(earlier)) {
        this.findings.push(`early: ${label} is answered before the COMMIT of ${earlier}`)
      }
    }
  }
}

/** Each unit is answered for what it did itself. */
export function judgeAlone(answers: readonly Answered[]): string[] {
  return answers
    .filter(({ way, status }) => status !== expected[way])
    .map(({ label, way, status, code }) => `${label} ${way}, and is answered ${status} ${code}`)
}

/** The group of the unit that breaks COMMIT is answered 503 as one, and nobody else is. */
export function judgeBroken(answers: readonly Answered[], order: readonly string[]): string[] {
  const status = new Map(answers.map((answer) => [answer.label, answer]))
  const own = order.filter((label) => status.has(label))
  const lost = own.map((label) => status.get(label)?.code === 'store_unavailable')
  const breaker = own.findIndex((label) => status.get(label)?.way === 'breaks')
  const findings: string[] = []
  if (!lost[breaker]) findings.push('the unit that breaks COMMIT is answered as if it had not')
  const inside = lost.slice(lost.indexOf(true), lost.lastIndexOf(true) + 1)
  if (inside.includes(false)) findings.push('of a group that was lost some are answered otherwise')
  const others = answers.filter(({ way, code }) => way !== 'breaks' && code !== 'store_unavailable')
  return [...findings, ...judgeAlone(others)]
}
