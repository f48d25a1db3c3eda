/** Where the log has put an event. */
export interface Position {
  /** The epoch of the log, which changes when the log is restored. */
  readonly epoch: number
  /** The place in the org's log; dense, from 1. */
  readonly seq: number
  /** The id of what comes before: the event at `seq - 1`, or the cursor of the beginning. */
  readonly prevId: string
}

/** The newest event of an org's log, or the beginning of an empty one. */
export interface Head {
  readonly orgId: string
  readonly epoch: number
  /** 0 when there is no event yet. */
  readonly seq: number
  /** The event's id; for an empty log the cursor of its beginning. Always good to resume from. */
  readonly id: string
}
