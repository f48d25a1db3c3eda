import { Agent, request } from 'undici'
import type { Timers } from '../../../timers.ts'
import { type ConnectorOptions, checkedConnector, TargetRefused } from './checked-connector.ts'
import { readRetryAfter } from './schedule.ts'
import { refuseTarget } from './target.ts'
import { judgeAnswer, type Outcome } from './webhook-delivery.ts'

export interface SenderOptions extends ConnectorOptions {
  readonly timers: Timers
}

export interface Sending {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What the receiver's wishes are counted from. */
  readonly now: number
}

/** Bytes of an answer that are read, so that its connection can be used again. What it says is nobody's. */
const answerBytes = 4096
/** Connections to one host; there may be several webhooks behind it. */
const connections = 8

/** Sends a body to a URL once. It follows nothing, waits for so long and no longer, and never throws. */
export class Sender {
  readonly #options: SenderOptions
  readonly #agent: Agent

  constructor(options: SenderOptions) {
    this.#options = options
    this.#agent = new Agent({
      connect: checkedConnector(options),
      connections,
      pipelining: 1,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
    })
  }

  async send(sending: Sending): Promise<Outcome> {
    const { allowPrivate, timers, timeoutMs } = this.#options
    // A server may have been told since to be stricter, and an address needs no lookup.
    if (refuseTarget(sending.url, { allowPrivate }) !== null) return failed('target_refused')
    const late = new AbortController()
    const cancel = timers.after(timeoutMs, () => late.abort())
    try {
      return await this.#ask(sending, late.signal)
    } catch (error) {
      if (late.signal.aborted) return failed('timeout')
      return failed(isRefusal(error) ? 'target_refused' : 'connection')
    } finally {
      cancel()
    }
  }

  async #ask({ url, headers, body, now }: Sending, signal: AbortSignal): Promise<Outcome> {
    const answer = await request(url, {
      method: 'POST',
      headers,
      body,
      signal,
      dispatcher: this.#agent,
    })
    const wish = answer.headers['retry-after']
    const outcome = judgeAnswer(
      answer.statusCode,
      readRetryAfter(typeof wish === 'string' ? wish : undefined, now),
    )
    await answer.body.dump({ limit: answerBytes, signal }).catch(() => answer.body.destroy())
    return outcome
  }

  close(): Promise<void> {
    return this.#agent.destroy()
  }
}

function failed(failure: 'timeout' | 'connection' | 'target_refused'): Outcome {
  return { failure, responseStatus: null, wish: null }
}

function isRefusal(error: unknown): boolean {
  return error instanceof TargetRefused || (error instanceof Error && isRefusal(error.cause))
}
