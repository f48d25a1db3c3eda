import type { ResourceRow, Snapshot } from '../database/snapshot.ts'

export interface Acknowledged {
  readonly kind: 'session' | 'action'
  readonly label: string
  readonly id: string
  /** The state that was acknowledged; a later one is right too. */
  readonly status: string
  /** What the book's clock said when the answer had come. */
  readonly at: number
}

/** Something of which there is one, and several asked for it at once. */
interface Contest {
  readonly what: string
  readonly winners: number
}

/** What callers were told, kept outside of the server that told it. */
export class Book {
  readonly acknowledged: Acknowledged[] = []
  readonly contests: Contest[] = []
  /** Answers that no caller of a sound server gets. */
  readonly surprises: string[] = []
  readonly #now: () => number

  /** `now`: numbers the moments between which a proof tells apart. Default: there is only one. */
  constructor(now: () => number = () => 0) {
    this.#now = now
  }

  acknowledge(fact: Omit<Acknowledged, 'at'>): void {
    this.acknowledged.push({ ...fact, at: this.#now() })
  }

  contest(what: string, winners: number): void {
    this.contests.push({ what, winners })
  }

  /** Who won what, and who was told what they should not have been. */
  findings(): string[] {
    return [
      ...this.surprises.map((surprise) => `answer: ${surprise}`),
      ...this.contests
        .filter(({ winners }) => winners !== 1)
        .map(({ what, winners }) => `won ${winners} times: ${what}`),
    ]
  }
}

/** Everything acknowledged is there, once, and not behind what was said of it. */
export function compareBook(snapshot: Snapshot, acknowledged: readonly Acknowledged[]): string[] {
  const rows = Map.groupBy(
    snapshot.resources.filter(({ label }) => label !== null),
    (row) => `${row.kind} ${row.label}`,
  )
  return acknowledged.flatMap((fact) => {
    const found = rows.get(`${fact.kind} ${fact.label}`) ?? []
    return compareFact(fact, found)
  })
}

function compareFact({ kind, label, id, status }: Acknowledged, rows: ResourceRow[]): string[] {
  const [row] = rows
  if (row === undefined) return [`lost: ${kind} ${label} was acknowledged as ${id}`]
  if (rows.length > 1) return [`twice: ${kind} ${label} is there ${rows.length} times`]
  if (row.id !== id) return [`other: ${kind} ${label} was acknowledged as ${id}, not ${row.id}`]
  if (!hasReached(row.status, status)) {
    return [`lost: ${kind} ${label} was acknowledged as ${status}, and is ${row.status}`]
  }
  return []
}

const course = ['pending_approval', 'approved', 'running', 'completed']

function hasReached(found: string | null, acknowledged: string): boolean {
  if (found === acknowledged) return true
  return course.includes(acknowledged) && course.indexOf(found ?? '') > course.indexOf(acknowledged)
}
