import type { Api, ApiReply } from '@coxswain/server/testing'
import { agentId } from '../load/org.ts'
import type { Random } from '../random.ts'

export type Twin = ApiReply<unknown>

/** Callers who send the same Idempotency-Key at once. */
export interface Storm {
  /** The key, and the label of what it makes. */
  readonly name: string
  /** Sends one twin; a `variant` other than 0 has another body. */
  send(api: Api, variant?: number): Promise<Twin>
  /** Sends many in one turn of the event loop. */
  sendAll(api: Api, count: number, variant?: (number: number) => number): Promise<Twin[]>
}

/** A storm over a plain write, or over one that is judged before its unit. */
export function createStorm(name: string, random: Random): Storm {
  const body = random.next() < 0.5 ? sessionBody : actionBody
  let sent = 0
  const send: Storm['send'] = (api, variant = 0) => {
    sent += 1
    const headers = { 'idempotency-key': name, 'x-request-id': `${name}.${sent}` }
    return body(api, name, variant, headers)
  }
  return {
    name,
    send,
    sendAll: (api, count, variant = () => 0) =>
      Promise.all(Array.from({ length: count }, (_, number) => send(api, variant(number)))),
  }
}

/** The storm that a request belongs to. */
export function stormOf(requestId: string | null): string {
  return requestId?.split('.')[0] ?? ''
}

type Headers = Readonly<Record<string, string>>

function sessionBody(api: Api, name: string, variant: number, headers: Headers): Promise<Twin> {
  const metadata = { variant: String(variant) }
  const body = { agent_id: agentId, name, metadata }
  return api.call('sessions.start', { body, headers })
}

function actionBody(api: Api, name: string, variant: number, headers: Headers): Promise<Twin> {
  const act = { type: 'file', operation: 'write', path: `/srv/${variant}` } as const
  const metadata = { label: name }
  const body = { agent_id: agentId, action_type: 'free', goal: 'Row', act, metadata }
  return api.call('actions.create', { body, headers })
}
