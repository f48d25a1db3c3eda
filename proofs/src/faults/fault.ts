/**
 * Ways to spoil a server, so that each proof is seen to fail where it must. None changes the
 * server's code: a fault is a trigger in the database, a wrapped `fetch` or an option.
 */
export const faults = [
  /** Answers a new session before it is committed. */
  'early-answers',
  /** Commits without waiting for the disk. */
  'lazy-disk',
  /** Keeps no answer for an Idempotency-Key. */
  'dropped-answers',
  /** Loses every seventh event. */
  'holed-log',
  /** Commits the event of every second session without the session. */
  'lost-sessions',
  /** A claim does not keep others from claiming. */
  'shared-claims',
  /** A decision may be used again. */
  'shared-decisions',
  /** A grant may be used again. */
  'shared-grants',
  /** A unit that breaks a constraint rolls back its whole group. */
  'wide-rollback',
  /** Waits of units and answers that break the contract pass. */
  'lenient-units',
  /** A COMMIT that must fail does not. */
  'unfailing-commit',
] as const

export type Fault = (typeof faults)[number]

export function isFault(name: string): name is Fault {
  return (faults as readonly string[]).includes(name)
}
