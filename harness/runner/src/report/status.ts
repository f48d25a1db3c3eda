/** How a scenario ended for a subject; what it lacks is n.a. only where an idiom row allows it. */
export type Status = 'pass' | 'fail' | 'known' | 'not_applicable' | 'not_implemented'

/** Whether a cell of this status turns a run red. */
export function isRed(status: Status): boolean {
  return status === 'fail' || status === 'not_implemented'
}
