export interface WorkQueueOptions<Task> {
  /** Keys that are worked on at the same time. */
  readonly concurrency: number
  /** Two tasks of one key that wait become one. */
  readonly merge: (waiting: Task, added: Task) => Task
  /** Must not reject. */
  readonly run: (key: string, task: Task) => Promise<void>
}

/** Work by key: one at a time per key, several keys at once, and what waits waits once. */
export class WorkQueue<Task> {
  readonly #options: WorkQueueOptions<Task>
  readonly #waiting = new Map<string, Task>()
  readonly #running = new Set<string>()
  #idle: (() => void)[] = []
  #stopped = false

  constructor(options: WorkQueueOptions<Task>) {
    this.#options = options
  }

  add(key: string, task: Task): void {
    if (this.#stopped) return
    const waiting = this.#waiting.get(key)
    this.#waiting.set(key, waiting === undefined ? task : this.#options.merge(waiting, task))
    this.#next()
  }

  /** Resolves when nothing waits and nothing runs. */
  async idle(): Promise<void> {
    if (this.#waiting.size === 0 && this.#running.size === 0) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  /** Drops what waits and resolves when nothing runs. */
  stop(): Promise<void> {
    this.#stopped = true
    this.#waiting.clear()
    return this.idle()
  }

  #next(): void {
    for (const [key, task] of this.#waiting) {
      if (this.#running.size >= this.#options.concurrency) break
      if (this.#running.has(key)) continue
      this.#waiting.delete(key)
      void this.#run(key, task)
    }
    if (this.#waiting.size > 0 || this.#running.size > 0) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #run(key: string, task: Task): Promise<void> {
    this.#running.add(key)
    await this.#options.run(key, task)
    this.#running.delete(key)
    this.#next()
  }
}
