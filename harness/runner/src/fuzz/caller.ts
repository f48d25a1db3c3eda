import type { Operation } from '../contract/operation.ts'
import type { Thing, World } from './world.ts'

/** A client of a sequence, and what its key is good for. */
export interface Caller {
  name: string
  scopes: readonly string[]
  /** The only agent that the key may act for. */
  agent?: string | undefined
  /** The key, where it can be revoked. */
  key?: Thing | undefined
  /** When the key expires, in ms of the sequence's clock. */
  expiresAt?: number | undefined
  /** No key of this org. */
  stranger?: true
  /** The key is none: the code with which it is refused. */
  refusal?: string
}

const levels = ['read', 'write', 'admin']

/** What becomes of any call of this operation by this caller, by status and code; undefined: it may be let in. */
export function refusalOf(
  caller: Caller,
  { security, scope }: Operation,
  world: World,
): { status: number; code: string } | undefined {
  const { name, scopes } = caller
  if (security === 'none') return undefined
  const unknown = refusalOfKey(caller, world)
  if (security === 'bootstrapToken') {
    if (name === 'root') return undefined
    // A good key is told that it is of the wrong kind, any other that it is no token.
    const code = unknown ? 'invalid_bootstrap_token' : 'insufficient_scope'
    return { status: unknown ? 401 : 403, code }
  }
  if (unknown) return { status: 401, code: unknown }
  return scope && !holds(scopes, scope) ? { status: 403, code: 'insufficient_scope' } : undefined
}

function refusalOfKey({ refusal, key, expiresAt }: Caller, { now }: World): string | undefined {
  if (key?.status === 'revoked') return 'revoked_api_key'
  return expiresAt !== undefined && expiresAt <= now ? 'expired_api_key' : refusal
}

function holds(scopes: readonly string[], wanted: string): boolean {
  const [resource, level] = wanted.split(':') as [string, string]
  return scopes.some((scope) => {
    const [of, held] = scope.split(':') as [string, string]
    return (of === '*' || of === resource) && levels.indexOf(held) >= levels.indexOf(level)
  })
}
