import { defaultRuntime, type Runtime } from '@coxswain/client'

/** Whether there is a server at the moment, for clients that wait for one instead of for a while. */
export class Lifeline {
  #open = Promise.withResolvers<void>()

  /** A client's time: before it tries again, there is a server. */
  readonly runtime: Pick<Runtime, 'sleep'> = {
    sleep: async (_ms, signal) => {
      await this.#open.promise
      await defaultRuntime.sleep(0, signal)
    },
  }

  restore(): void {
    this.#open.resolve()
  }

  cut(): void {
    this.#open = Promise.withResolvers<void>()
  }
}
