/**
 * | code                | when                                                                     |
 * | ------------------- | ------------------------------------------------------------------------ |
 * | `slow_consumer`     | a subscription's buffer is full; resume from the last cursor             |
 * | `log_broken`        | the log gave a page with a hole in it, or lacks what was published       |
 * | `position_required` | an org whose events come with positions was given one without            |
 * | `position_mismatch` | an event's own seq or org is not the position's                          |
 * | `closed`            | the broker was closed                                                    |
 */
export type BrokerErrorCode =
  | 'slow_consumer'
  | 'log_broken'
  | 'position_required'
  | 'position_mismatch'
  | 'closed'

/** The one error of the broker. */
export class BrokerError extends Error {
  readonly code: BrokerErrorCode

  constructor(code: BrokerErrorCode, message: string) {
    super(message)
    this.name = 'BrokerError'
    this.code = code
  }
}
