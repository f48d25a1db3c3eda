import { isFields } from '../../expect/value.ts'
import type { Step } from '../../scenario/scenario.ts'
import { placeholder } from '../../scenario/values.ts'
import { instant } from '../bodies.ts'
import type { Caller } from '../caller.ts'
import type { Flight, Move } from '../flight.ts'

const scopesOf = {
  narrow: ['policies:read', 'agents:write'],
  bound: ['*:write'],
  brief: ['*:read'],
}
const briefMs = 30_000

type Making = AsyncGenerator<Step, Caller | undefined>

/** A key is made and a client with it: narrow, bound, short-lived, of another org, or none at all. */
export const keys: Move = async function* (flight) {
  const name = flight.name('k')
  const kind = flight.chance.pick(['narrow', 'bound', 'brief', 'foreign', 'nonsense'] as const)
  if (kind === 'nonsense') {
    yield { create_client: name, options: { api_key: flight.chance.pick(['cox_live_a_b_c', 'x']) } }
    flight.world.callers.push({ name, scopes: [], refusal: 'invalid_api_key' })
    return
  }
  const caller =
    kind === 'foreign' ? yield* makeOrg(flight, name) : yield* makeKey(flight, name, kind)
  if (!caller) return
  const secret = placeholder(caller.stranger ? `${name}.api_key.secret` : `${name}.secret`)
  yield { create_client: name, options: { api_key: secret } }
  flight.world.callers.push(caller)
}

async function* makeOrg(flight: Flight, name: string): Making {
  yield {
    call: 'orgs.bootstrap',
    body: { name: 'Another 🚣' },
    client: 'root',
    raw: true,
    as: name,
  }
  flight.note('orgs.bootstrap', false)
  return { name, scopes: ['*:admin'], stranger: true }
}

async function* makeKey(flight: Flight, name: string, kind: keyof typeof scopesOf): Making {
  const { world } = flight
  const body = {
    name: kind,
    scopes: scopesOf[kind],
    ...(kind === 'bound' ? { agent_id: 'a-1' } : {}),
    ...(kind === 'brief' ? { expires_at: instant(world.now + briefMs) } : {}),
  }
  yield { call: 'apiKeys.create', body, raw: true, as: name }
  flight.note('apiKeys.create', false)
  const { ok } = flight.outcome
  if (!isFields(ok)) return undefined
  const key = world.hear(name, ok, { client: 'main' })
  const expiresAt = kind === 'brief' ? world.now + briefMs : undefined
  return { name, scopes: scopesOf[kind], key, expiresAt }
}
