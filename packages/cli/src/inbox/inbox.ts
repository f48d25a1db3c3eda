import { type Coxswain, CoxswainError } from '@coxswain/client'
import { readAll } from '../read-all.ts'
import type { Screen } from '../screen.ts'
import type { Terminal } from '../terminal.ts'
import { drawInbox } from './draw-inbox.ts'
import { type Draft, type Effect, emptyInbox, pressed, withApprovals } from './inbox-state.ts'

/** Shows what waits for a decision, as it changes, and decides by keys, until the person leaves. */
export async function runInbox(
  client: Coxswain,
  screen: Screen,
  style: Terminal['style'],
): Promise<void> {
  const inbox = new Inbox(client, screen, style)
  const watching = inbox.watch()
  try {
    await inbox.load()
    await inbox.readKeys()
  } finally {
    inbox.close()
    await watching
  }
}

class Inbox {
  readonly #client: Coxswain
  readonly #screen: Screen
  readonly #style: Terminal['style']
  readonly #stream: ReturnType<Coxswain['events']['stream']>
  #state = emptyInbox
  #loads = 0

  constructor(client: Coxswain, screen: Screen, style: Terminal['style']) {
    this.#client = client
    this.#screen = screen
    this.#style = style
    // The list is read once the stream stands, so that nothing between the two is missed.
    this.#stream = client.events.stream(
      { types: ['approval.*', 'action.cancelled'] },
      { onOpen: () => void this.load() },
    )
  }

  /** Loads the list again whenever an approval changes. */
  async watch(): Promise<void> {
    try {
      for await (const _ of this.#stream) await this.load()
    } catch (error) {
      this.#tell(`The list is not live: ${describe(error)}`)
    }
  }

  async load(): Promise<void> {
    this.#loads += 1
    const turn = this.#loads
    try {
      const approvals = await readAll(this.#client.approvals.list({ status: 'pending' }))
      // An answer that was overtaken by a later one says nothing new.
      if (turn !== this.#loads) return
      this.#state = withApprovals(this.#state, approvals.reverse())
      this.#draw()
    } catch (error) {
      this.#tell(`The list can not be loaded: ${describe(error)}`)
    }
  }

  async readKeys(): Promise<void> {
    for await (const key of this.#screen.keys()) {
      const { state, effect } = pressed(this.#state, key)
      this.#state = state
      this.#draw()
      if (effect?.type === 'quit') return
      if (effect !== undefined) await this.#do(effect)
    }
  }

  close(): void {
    void this.#stream.close()
    this.#screen.close()
  }

  async #do(effect: Exclude<Effect, { type: 'quit' }>): Promise<void> {
    if (effect.type === 'decide') await this.#decide(effect.draft)
    await this.load()
  }

  async #decide({ verdict, approval, message }: Draft): Promise<void> {
    const said = message === '' ? {} : { message }
    try {
      await this.#client.approvals[verdict](approval.id, said)
      // Gone at once, so that the next key is about the next one.
      const left = this.#state.approvals.filter(({ id }) => id !== approval.id)
      this.#state = withApprovals(this.#state, left)
      this.#tell(`${verdict === 'approve' ? 'Approved' : 'Denied'}: ${approval.goal}`)
    } catch (error) {
      this.#tell(describe(error))
    }
  }

  #tell(notice: string): void {
    this.#state = { ...this.#state, notice }
    this.#draw()
  }

  #draw(): void {
    this.#screen.draw(drawInbox(this.#state, this.#screen, this.#style))
  }
}

const describe = (error: unknown) =>
  error instanceof CoxswainError ? (error.message.split('\n')[0] ?? '') : String(error)
