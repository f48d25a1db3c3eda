import { DriverProcess } from '../subject/driver-process.ts'
import type { Subject } from '../subject/subjects.ts'

/** A place for one driver process; a driver that died is replaced before the next run. */
export class Lane {
  readonly #subject: Subject
  readonly #onStderr: (line: string) => void
  #driver: DriverProcess | undefined
  #starting: Promise<DriverProcess> | undefined

  constructor(subject: Subject, onStderr: (line: string) => void) {
    this.#subject = subject
    this.#onStderr = onStderr
  }

  async driver(): Promise<DriverProcess> {
    if (!this.#driver?.alive) {
      this.#starting = DriverProcess.start(this.#subject.driver, { onStderr: this.#onStderr })
      this.#driver = await this.#starting
    }
    return this.#driver
  }

  /** Ends the driver, also one that is still starting; the next run gets a fresh one. */
  async close(): Promise<void> {
    const driver = await this.#starting?.catch(() => undefined)
    await driver?.shutdown()
    this.#starting = undefined
    this.#driver = undefined
  }
}
