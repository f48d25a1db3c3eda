import { createHash } from 'node:crypto'
import type { Ids, Server, ServerHooks } from '@coxswain/server'
import { createIds } from '@coxswain/server'

const prefix = 'early-'
/** Writes that are put off, as by a cache that writes back. */
const kept = 8
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The fault of a server that acknowledges before it commits: a session gets an id that follows from
 * its Idempotency-Key, so that the answer can go out while the write still waits.
 */
export function createEarlyAnswers(): {
  readonly ids: Ids
  readonly hooks: Pick<ServerHooks, 'beforeStatement'>
  wrap(fetch: Server['fetch']): Server['fetch']
} {
  const ids = createIds()
  // Units that write run one at a time, so the last that spoke is the one that asks for an id.
  let speaking: string | null = null
  const held: Request[] = []
  return {
    ids: {
      next(kind, orgId) {
        const foretold = kind === 'ses' && speaking !== null ? foretell(speaking) : null
        return foretold ?? ids.next(kind, orgId)
      },
      bytes: (length, orgId) => ids.bytes(length, orgId),
    },
    hooks: {
      beforeStatement({ operation, requestId }) {
        if (operation === 'sessions.start') speaking = requestId
      },
    },
    wrap: (fetch) => async (request) => {
      const key = request.headers.get('idempotency-key')
      const { pathname } = new URL(request.url)
      const early = request.method === 'POST' && /\/(sessions|units)$/.test(pathname)
      if (!early || key === null) return fetch(request)
      const { method, url } = request
      const body = await request.text()
      const headers = new Headers(request.headers)
      headers.set('x-request-id', `${prefix}${key}`)
      held.push(new Request(url, { method, headers, body }))
      while (held.length > kept) write(fetch, held.shift())
      const answer = { ...JSON.parse(body), id: foretell(`${prefix}${key}`), status: 'active' }
      return Response.json(answer, { status: 201 })
    },
  }
}

function write(fetch: Server['fetch'], request: Request | undefined): void {
  if (request !== undefined) void fetch(request).catch(() => undefined)
}

function foretell(requestId: string): string | null {
  if (!requestId.startsWith(prefix)) return null
  const bytes = createHash('sha256').update(requestId).digest().subarray(0, 25)
  return `ses_0${[...bytes].map((byte) => alphabet[byte & 31]).join('')}`
}
