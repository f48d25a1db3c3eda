import type { Event } from '@coxswain/contract'
import type { Broker } from './broker.ts'
import { BrokerError } from './broker-error.ts'
import type { Relay, RelayOptions, RelayProblem } from './create-relay.ts'
import type { RelaySource } from './event-source.ts'
import { below, fitPage } from './page-fit.ts'
import type { Head } from './position.ts'
import { WorkQueue } from './work-queue.ts'

const pageSize = 200
const sweepSize = 500

/** Times in one pass that log and broker may disagree and be set right. */
const maxSetbacks = 8

/** What the next pass over an org does: go on from its cursor, or find that out first. */
type Task = 'follow' | 'locate'

/**
 * Per org there is a cursor: what was passed on last. One pass at a time moves it.
 *
 *     cursor  | met with                                | becomes
 *     --------+-----------------------------------------+----------------------------------------
 *     unknown | a broker that knows nothing of the org  | the log's head, which the broker adopts
 *     unknown | a broker that holds something           | the broker's head
 *     known   | stored                                  | that event
 *     known   | known, gap                              | the broker's head
 *     any     | a head that the log has trimmed         | the log's head, which the broker adopts
 *     any     | another epoch in the log                | the log's head, which the broker adopts
 *     any     | a head that the log never had           | the same, after the log's epoch changed
 */
export class LogRelay implements Relay {
  readonly #source: RelaySource
  readonly #broker: Broker
  readonly #onProblem: (problem: RelayProblem) => void
  readonly #cursors = new Map<string, Head>()
  readonly #queue: WorkQueue<Task>
  #swept = false

  constructor({ source, broker, concurrency = 8, onProblem = () => {} }: RelayOptions) {
    this.#source = source
    this.#broker = broker
    this.#onProblem = onProblem
    this.#queue = new WorkQueue({
      concurrency,
      merge: (waiting, added) => (waiting === 'locate' ? waiting : added),
      run: (orgId, task) => this.#pass(orgId, task),
    })
  }

  wake(orgId: string): void {
    this.#queue.add(orgId, 'follow')
  }

  async sweep(): Promise<void> {
    for (let after: string | null = null; ; ) {
      const heads: readonly Head[] = await this.#source.heads({ after, limit: sweepSize })
      await this.#compare(heads)
      after = heads.at(-1)?.orgId ?? null
      if (heads.length < sweepSize) break
    }
    this.#swept = true
    await this.#queue.idle()
  }

  idle(): Promise<void> {
    return this.#queue.idle()
  }

  stop(): Promise<void> {
    return this.#queue.stop()
  }

  /** Takes up every org whose head is not what was passed on, each in its own turn. */
  async #compare(heads: readonly Head[]): Promise<void> {
    const held = await this.#broker.head(heads.map(({ orgId }) => orgId))
    const inBroker = new Map(held.map((head) => [head.orgId, head]))
    for (const head of heads) {
      const cursor = this.#cursors.get(head.orgId)
      const passed = inBroker.get(head.orgId) ?? cursor
      if (passed === undefined) this.#meet(head)
      else if (!isSame(head, passed)) {
        const isBehind = head.epoch === passed.epoch && head.seq > passed.seq
        const agreed = cursor !== undefined && isSame(cursor, passed)
        this.#queue.add(head.orgId, isBehind && agreed ? 'follow' : 'locate')
      }
    }
  }

  /** At the first sweep nobody listens yet, so the broker need not hear of every org there is. */
  #meet(head: Head): void {
    if (this.#swept) this.#queue.add(head.orgId, 'locate')
    else this.#cursors.set(head.orgId, head)
  }

  async #pass(orgId: string, task: Task): Promise<void> {
    try {
      if (task === 'locate' || !this.#cursors.has(orgId)) await this.#locate(orgId)
      await this.#follow(orgId)
    } catch (error) {
      // Where the broker stands is asked again: its answer to the last event may have been lost.
      this.#cursors.delete(orgId)
      this.#onProblem({ kind: 'failed', orgId, error })
    }
  }

  /** The broker is asked first: what it has then must be in the log when that is asked. */
  async #locate(orgId: string): Promise<void> {
    const [held] = await this.#broker.head([orgId])
    const passed = held ?? this.#cursors.get(orgId)
    if (passed === undefined) await this.#adopt(await this.#source.head(orgId))
    else await this.#goOnFrom(passed)
  }

  /** Takes what the broker has as the cursor, if the log has it too. */
  async #goOnFrom(held: Head): Promise<void> {
    const { orgId } = held
    const log = await this.#source.head(orgId)
    if (log.epoch !== held.epoch) {
      await this.#startAnew('epoch', log)
      return
    }
    const state = await this.#source.resolve(orgId, held.id)
    if (state.valid) this.#cursors.set(orgId, held)
    else if (state.reason === 'cursor_trimmed') await this.#startAnew('gap', log)
    else await this.#startAnew('forked', await this.#source.changeEpoch(orgId, log.epoch))
  }

  async #startAnew(kind: RelayProblem['kind'], log: Head): Promise<void> {
    this.#onProblem({ kind, orgId: log.orgId })
    await this.#adopt(log)
  }

  async #adopt({ orgId, epoch, seq, id }: Head): Promise<void> {
    const head = { orgId, epoch, seq, id }
    await this.#broker.adopt(head)
    this.#cursors.set(orgId, head)
  }

  /**
   * Passes on what the log has after the cursor. Each page has the event at the cursor too: a log
   * that lost its tail and has grown again is told by it, and by nothing else.
   */
  async #follow(orgId: string): Promise<void> {
    let isLocated = false
    for (let setbacks = 0; setbacks < maxSetbacks; ) {
      const cursor = this.#cursors.get(orgId)
      if (cursor === undefined) return
      const page = await this.#source.read(orgId, { after: below(cursor), limit: pageSize })
      const { anchor, items, isDense } = fitPage(cursor, page)
      const isFitting: boolean = isDense && (anchor === 'same' || (anchor === 'none' && isLocated))
      const refused: Head | null = isFitting ? await this.#passOn(cursor, items) : cursor
      if (refused === null && page.length < pageSize) return
      isLocated = refused !== null
      if (refused === null) continue
      await this.#goOnFrom(refused)
      setbacks += 1
    }
    throw new BrokerError('log_broken', `log and broker do not come together for ${orgId}`)
  }

  /** Passes on one page. Resolves to where to look again when the broker does not take it. */
  async #passOn(from: Head, events: readonly Event[]): Promise<Head | null> {
    const ids = new Map(events.map(({ seq, id }) => [seq, id]))
    let cursor = from
    for (const event of events) {
      if (event.seq <= cursor.seq) continue
      const { epoch, seq, id: prevId } = cursor
      const { status, head } = await this.#broker.publish(event, { epoch, seq: seq + 1, prevId })
      // Seqs are used again by a log that lost its tail, so the broker's id decides.
      const isPassed = (status === 'stored' || status === 'known') && ids.get(head.seq) === head.id
      if (!isPassed) return head
      cursor = head
      this.#cursors.set(cursor.orgId, cursor)
    }
    return null
  }
}

function isSame(one: Head, other: Head): boolean {
  return one.epoch === other.epoch && one.id === other.id
}
