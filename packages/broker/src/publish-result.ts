import type { Head } from './position.ts'

/**
 * What became of an event.
 *
 * | status   | what it says                                                                  |
 * | -------- | ----------------------------------------------------------------------------- |
 * | `stored` | it is the newest now and on its way to the subscribers                         |
 * | `known`  | the broker is at its seq or beyond; compare `head.id` with the log             |
 * | `gap`    | events before it are missing: go on from `head`                                |
 * | `epoch`  | the broker holds another epoch                                                 |
 * | `forked` | it is the next by its seq, but what comes before it is another event           |
 */
export type PublishStatus = 'stored' | 'known' | 'gap' | 'epoch' | 'forked'

export interface PublishResult {
  readonly status: PublishStatus
  /** The broker's newest event of the org after this call. */
  readonly head: Head
}
