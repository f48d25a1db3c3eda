import type { Logger } from 'pino'
import type { Module, ModuleLife, ModuleServices } from './module.ts'
import type { LoggedEvent } from './store/event-log.ts'
import { settledWithin, type Timers } from './timers.ts'

export interface ModuleLivesOptions {
  readonly timers: Timers
  readonly log: Logger
  /** How long a module may take to drain or to close, in ms. */
  readonly patienceMs: number
}

interface Open {
  readonly name: string
  readonly life: ModuleLife
}

/** The modules that are open. One that fails at the end does not keep the others from ending. */
export class ModuleLives {
  readonly #options: ModuleLivesOptions
  readonly #open: Open[] = []

  constructor(options: ModuleLivesOptions) {
    this.#options = options
  }

  /** Opens modules in their order. What is open by then can be closed, also when one of them fails. */
  async open(modules: readonly Module[], services: ModuleServices): Promise<void> {
    for (const module of modules) {
      const life = await module.open?.(services)
      if (life !== undefined) this.#open.push({ name: module.name, life })
    }
  }

  committed(orgId: string, events: readonly LoggedEvent[]): void {
    for (const { life } of this.#open) life.committed?.(orgId, events)
  }

  async drain(): Promise<void> {
    for (const { name, life } of this.#open) await this.#end(name, 'drain', life.drain?.())
  }

  /** In the opposite order: a module may rely on those before it. */
  async close(): Promise<void> {
    for (const { name, life } of this.#open.splice(0).reverse()) {
      await this.#end(name, 'close', life.close?.())
    }
  }

  async #end(module: string, step: string, ending: Promise<void> | undefined): Promise<void> {
    const { timers, log, patienceMs } = this.#options
    const told = ending?.catch((err: unknown) => log.error({ module, step, err }, 'module failed'))
    if (told === undefined || (await settledWithin(told, patienceMs, timers))) return
    log.error({ module, step, patience_ms: patienceMs }, 'module does not end: going on without it')
  }
}
