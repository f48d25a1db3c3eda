import { run } from './calls.ts'
import { decode, encode } from './json-value.ts'
import { describeResult, type Fields } from './outcome.ts'

/** What a callback raises when it is told to. */
class CallbackError extends Error {
  override readonly name = 'CallbackError'
}

interface Callback {
  settle: (result: unknown) => void
  fail: (error: Error) => void
}

type Governed = (
  action: unknown,
  callback: (given: { act: unknown; action: unknown; signal: AbortSignal }) => Promise<unknown>,
  options: Fields,
) => Promise<unknown>

const waiting = new Map<string, Callback>()
/** Kept when the work has ended: the runner may ask what its callback would read then. */
const signals = new Map<string, AbortSignal>()

/** Does governed work with callbacks that wait until they are told how to end. */
export async function governed(params: Fields, notify: (told: Fields) => void): Promise<Fields> {
  const callId = params.call_id as string
  const invoke = (callback: string, given: Fields) =>
    new Promise<unknown>((settle, fail) => {
      waiting.set(`${callId} ${callback}`, { settle, fail })
      notify({ call_id: callId, callback, ...given })
    })
  const outcome = await run(params, async ({ sdk }, options, seen) => {
    const work = sdk.governed as Governed
    const onWaiting = (approval: unknown) => invoke('on_waiting', { approval: encode(approval) })
    const doAct: Parameters<Governed>[1] = ({ act, action, signal }) => {
      signals.set(callId, signal)
      return invoke('run', { act: encode(act), action: encode(action) })
    }
    const own = params.on_waiting ? { ...options, onWaiting } : options
    Object.assign(seen, describeResult(await work.call(sdk, decode(params.action), doAct, own)))
  })
  for (const callback of ['run', 'on_waiting']) waiting.delete(`${callId} ${callback}`)
  return outcome
}

export function settleCallback(params: Fields): Fields {
  const name = `${params.call_id} ${params.callback}`
  const callback = waiting.get(name)
  if (!callback) throw new Error(`no callback ${name} waits`)
  waiting.delete(name)
  if (typeof params.throw === 'string') callback.fail(new CallbackError(params.throw))
  else callback.settle(decode(params.return))
  return {}
}

export function readCallback({ call_id }: Fields): Fields {
  return { cancelled: signals.get(call_id as string)?.aborted ?? false }
}
