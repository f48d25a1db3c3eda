import { DriverProcess } from '../subject/driver-process.ts'
import type { Subject } from '../subject/subjects.ts'

/** A place for one driver process; a driver that died is replaced before the next run. */
export class Lane {
  readonly #subject: Subject
  readonly #onStderr: (line: string) => void
  #driver: DriverProcess | undefined

  constructor(subject: Subject, onStderr: (line: string) => void) {
    this.#subject = subject
    this.#onStderr = onStderr
  }

  async driver(): Promise<DriverProcess> {
    if (!this.#driver?.alive) {
      this.#driver = await DriverProcess.start(this.#subject.driver, { onStderr: this.#onStderr })
    }
    return this.#driver
  }

  /** Ends the driver; the next run gets a fresh one. */
  async close(): Promise<void> {
    await this.#driver?.shutdown()
    this.#driver = undefined
  }
}
