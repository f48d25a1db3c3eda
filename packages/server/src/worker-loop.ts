import type { Worker, WorkerContext } from './module.ts'

/** Runs workers, each at its own pace, until it is stopped for good. A failed run is logged and tried again. */
export class WorkerLoop {
  readonly #workers: readonly Worker[]
  readonly #context: WorkerContext
  readonly #timers = new Map<Worker, NodeJS.Timeout>()
  readonly #running = new Map<Worker, Promise<void>>()
  #started = false
  #stopped = false

  constructor(workers: readonly Worker[], context: WorkerContext) {
    this.#workers = workers
    this.#context = context
  }

  start(): void {
    if (this.#started || this.#stopped) return
    this.#started = true
    for (const worker of this.#workers) this.#schedule(worker)
  }

  /** Gives every worker one run, one after the other; with an org, in that org alone. */
  async runAll(orgId?: string): Promise<void> {
    const context = { ...this.#context, ...(orgId === undefined ? {} : { orgId }) }
    for (const worker of this.#workers) await this.#run(worker, context)
  }

  /** Ends the timers, waits for what runs, and gives every worker one last run. */
  async stop(): Promise<void> {
    this.#started = false
    this.#stopped = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    await this.runAll()
  }

  #schedule(worker: Worker): void {
    const timer = setTimeout(async () => {
      await this.#run(worker)
      if (this.#started) this.#schedule(worker)
    }, worker.everyMs)
    // A worker alone is no reason for the process to stay.
    timer.unref()
    this.#timers.set(worker, timer)
  }

  /** A worker never runs twice at once. */
  #run(worker: Worker, context = this.#context): Promise<void> {
    const before = this.#running.get(worker) ?? Promise.resolve()
    const run = before.then(() => this.#attempt(worker, context))
    this.#running.set(worker, run)
    return run
  }

  async #attempt(worker: Worker, context: WorkerContext): Promise<void> {
    try {
      await worker.run(context)
    } catch (error) {
      this.#context.log.error({ worker: worker.name, err: error }, 'worker failed')
    }
  }
}
