import type { Invocation } from './protocol.ts'

type CallbackName = Invocation['callback']

/** What a driver has told of callbacks that its SDK has invoked. */
export class Invocations {
  readonly #byCall = new Map<string, Invocation[]>()

  add(invocation: Invocation): void {
    this.#byCall.set(invocation.call_id, [...this.of(invocation.call_id), invocation])
  }

  of(callId: string, callback?: CallbackName): Invocation[] {
    const all = this.#byCall.get(callId) ?? []
    return callback === undefined ? all : all.filter((one) => one.callback === callback)
  }

  forget(callId: string): void {
    this.#byCall.delete(callId)
  }
}
