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

  /** The same for all who ask at once. */
  driver(): Promise<DriverProcess> {
    if (this.#starting === undefined || this.#driver?.alive === false) {
      this.#driver = undefined
      this.#starting = this.#start()
    }
    return this.#starting
  }

  /** Ends the driver, also one that is still starting; the next run gets a fresh one. */
  async close(): Promise<void> {
    const driver = await this.#starting?.catch(() => undefined)
    await driver?.shutdown()
    this.#starting = undefined
    this.#driver = undefined
  }

  async #start(): Promise<DriverProcess> {
    try {
      this.#driver = await DriverProcess.start(this.#subject.driver, { onStderr: this.#onStderr })
      return this.#driver
    } catch (error) {
      this.#starting = undefined
      throw error
    }
  }
}
