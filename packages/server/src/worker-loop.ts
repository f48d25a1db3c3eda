import type { Worker, WorkerContext } from './module.ts'

/** How long commits are gathered before the workers that follow them run. */
const gatherMs = 20

/** Runs workers, each at its own pace, until it is stopped for good. A failed run is logged and tried again. */
export class WorkerLoop {
  readonly #workers: readonly Worker[]
  readonly #context: WorkerContext
  readonly #timers = new Map<Worker, NodeJS.Timeout>()
  readonly #running = new Map<Worker, Promise<void>>()
  /** Orgs that were written to since the workers that follow commits last ran. */
  readonly #woken = new Set<string>()
  #gathering: NodeJS.Timeout | null = null
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

  /** Something was committed: the workers that follow commits run soon, in that org. */
  wake(orgId: string): void {
    if (!this.#started) return
    this.#woken.add(orgId)
    this.#gather()
  }

  /** Gives every worker one run, one after the other; with an org, in that org alone. */
  async runAll(orgId?: string): Promise<void> {
    const context = { ...this.#context, orgId, onDemand: true }
    for (const worker of this.#workers) await this.#run(worker, context)
  }

  /** Ends the timers, waits for what runs, and gives every worker one last run. */
  async stop(): Promise<void> {
    this.#started = false
    this.#stopped = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    if (this.#gathering !== null) clearTimeout(this.#gathering)
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

  /** Under load a run takes as many commits as came since the last one. */
  #gather(): void {
    if (this.#gathering !== null) return
    this.#gathering = setTimeout(async () => {
      const orgs = [...this.#woken]
      this.#woken.clear()
      for (const worker of this.#workers.filter(({ afterCommits }) => afterCommits === true)) {
        for (const orgId of orgs) await this.#run(worker, { ...this.#context, orgId })
      }
      this.#gathering = null
      if (this.#started && this.#woken.size > 0) this.#gather()
    }, gatherMs)
    this.#gathering.unref()
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
