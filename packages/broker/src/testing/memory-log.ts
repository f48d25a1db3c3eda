import type { Event } from '@coxswain/contract'
import { beginningId, eventId, parseEventId } from '../event-id.ts'
import type {
  CursorState,
  HeadsQuery,
  ReadQuery,
  RelaySource,
  SourceHead,
} from '../event-source.ts'
import type { Head } from '../position.ts'

interface OrgLog {
  epoch: number
  events: Event[]
  /** What the oldest event comes after. */
  base: { seq: number; id: string }
}

export type Question = 'resolve' | 'read' | 'head' | 'heads'

/** A log as a broker sees it, and all that can befall one. */
export class MemoryLog implements RelaySource {
  /** What was asked, in order. */
  readonly asked: Question[] = []
  /** Runs when an answer is found and before it arrives. May wait, or throw what the asker gets. */
  onAnswer: (question: Question) => void | Promise<void> = () => {}
  readonly #orgs = new Map<string, OrgLog>()
  #ms = 0

  /** Commits events and returns them. */
  append(orgId: string, count = 1): Event[] {
    const log = this.#org(orgId)
    return Array.from({ length: count }, () => {
      const seq = headOf(log).seq + 1
      // A time of its own for each, or an event that takes over a lost seq would have its id.
      this.#ms += 1
      const event = makeEvent(orgId, { ms: this.#ms, seq, epoch: log.epoch })
      log.events.push(event)
      return event
    })
  }

  /** Removes what retention would: the oldest events, up to a seq. */
  trim(orgId: string, through: number): void {
    const log = this.#org(orgId)
    const gone = log.events.filter(({ seq }) => seq <= through).at(-1)
    if (gone === undefined) return
    log.base = { seq: gone.seq, id: gone.id }
    log.events = log.events.filter(({ seq }) => seq > through)
  }

  /** Loses the newest events, as a file put back from a copy does, and nobody changes the epoch. */
  loseTail(orgId: string, count: number): void {
    const log = this.#org(orgId)
    log.events = log.events.slice(0, log.events.length - count)
  }

  /** Loses one event from the middle: what must never be. */
  punchHole(orgId: string, seq: number): void {
    const log = this.#org(orgId)
    log.events = log.events.filter((event) => event.seq !== seq)
  }

  async resolve(orgId: string, cursor: string): Promise<CursorState> {
    const state = judge(orgId, this.#org(orgId), cursor)
    await this.#answer('resolve')
    return state
  }

  async read(orgId: string, { after, limit }: ReadQuery): Promise<readonly Event[]> {
    const { events } = this.#org(orgId)
    const from = events.findIndex(({ seq }) => seq > after)
    const page = from === -1 ? [] : events.slice(from, from + limit)
    await this.#answer('read')
    return page
  }

  async head(orgId: string): Promise<SourceHead> {
    const head = this.headNow(orgId)
    await this.#answer('head')
    return head
  }

  async heads({ after, limit }: HeadsQuery): Promise<readonly Head[]> {
    const orgIds = [...this.#orgs.keys()].filter((orgId) => after === null || orgId > after)
    const heads = orgIds.sort().slice(0, limit)
    const found = heads.map((orgId) => this.headNow(orgId))
    await this.#answer('heads')
    return found
  }

  async changeEpoch(orgId: string, known: number): Promise<Head> {
    const log = this.#org(orgId)
    if (log.epoch === known) log.epoch += 1
    return this.headNow(orgId)
  }

  /** The head without asking: not counted, and at once. */
  headNow(orgId: string): SourceHead {
    const log = this.#org(orgId)
    const { seq, id } = headOf(log)
    return {
      orgId,
      epoch: log.epoch,
      seq,
      id: seq === 0 ? beginningId(orgId, log.epoch) : id,
      firstSeq: log.base.seq + 1,
    }
  }

  /** The id at a seq; 0 is the beginning. */
  idAt(orgId: string, seq: number): string {
    const { events, base, epoch } = this.#org(orgId)
    if (seq === 0) return beginningId(orgId, epoch)
    const id = seq === base.seq ? base.id : events.find((event) => event.seq === seq)?.id
    if (id === undefined) throw new RangeError(`the log of ${orgId} has no seq ${seq}`)
    return id
  }

  async #answer(question: Question): Promise<void> {
    this.asked.push(question)
    await this.onAnswer(question)
  }

  #org(orgId: string): OrgLog {
    const known = this.#orgs.get(orgId)
    if (known !== undefined) return known
    const log = { epoch: 1, events: [], base: { seq: 0, id: '' } }
    this.#orgs.set(orgId, log)
    return log
  }
}

function headOf({ events, base }: OrgLog): { readonly seq: number; readonly id: string } {
  return events.at(-1) ?? base
}

function judge(orgId: string, log: OrgLog, cursor: string): CursorState {
  const position = parseEventId(orgId, cursor)
  if (position === null) return { valid: false, reason: 'cursor_unknown' }
  const { seq, epoch } = position
  const { base } = log
  if (seq < base.seq) return { valid: false, reason: 'cursor_trimmed' }
  const baseId = base.seq === 0 ? beginningId(orgId, log.epoch) : base.id
  const standing = seq === base.seq ? baseId : log.events.find((event) => event.seq === seq)?.id
  if (standing === cursor) return { valid: true, seq }
  if (epoch !== log.epoch) return { valid: false, reason: 'epoch_changed' }
  return { valid: false, reason: standing === undefined ? 'cursor_ahead' : 'cursor_unknown' }
}

function makeEvent(
  orgId: string,
  position: { readonly ms: number; readonly seq: number; readonly epoch: number },
): Event {
  const { ms, seq } = position
  const timestamp = new Date(ms).toISOString()
  const org = { id: orgId, name: `at ${seq}`, metadata: {} }
  return {
    id: eventId(orgId, position),
    org_id: orgId,
    seq,
    event: 'org.updated',
    timestamp,
    version: 'v1',
    trace_id: null,
    actor: { type: 'system', id: null },
    resource: { type: 'org', id: orgId },
    payload: { org: { ...org, created_at: timestamp, updated_at: timestamp } },
  }
}
