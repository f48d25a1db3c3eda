import { CoxswainError } from '../../coxswain-error.ts'

/** How long a unit may hold its connection. */
export interface TurnOptions {
  /** In development and tests: waiting for anything but the database fails the unit at once. */
  readonly strict: boolean
  /** Milliseconds after which a waiting unit is given up, so that it can't hold up the rest for ever. */
  readonly limitMs: number
}

/**
 * Runs a unit's work in one turn of the event loop. SQLite answers at once, so a unit that awaits
 * its statements needs nothing but microtasks; an immediate that fires before it is done shows
 * that it waited for something else while it held the connection.
 */
export async function inOneTurn<T>(
  work: () => Promise<T>,
  { strict, limitMs }: TurnOptions,
): Promise<T> {
  let stop: () => void = () => undefined
  const overrun = new Promise<never>((_resolve, reject) => {
    const fail = () => reject(new CoxswainError('internal_error', { detail: overrunDetail }))
    if (strict) {
      const handle = setImmediate(fail)
      stop = () => clearImmediate(handle)
    } else {
      const handle = setTimeout(fail, limitMs)
      stop = () => clearTimeout(handle)
    }
  })
  try {
    return await Promise.race([work(), overrun])
  } finally {
    stop()
  }
}

const overrunDetail =
  'a unit of work waited for something other than the database: do it before or after the unit'
