import { strictEqual } from 'node:assert/strict'
import { type OperationId, type OperationMap, operations, type Problem } from '@coxswain/contract'
import type { Server } from '../server.ts'

/** A request by operation; what is left out is not sent. */
export interface ApiCall<Id extends OperationId> {
  readonly path?: OperationMap[Id]['path']
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>
  readonly body?: OperationMap[Id]['body']
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer, read to its end; of a stream nothing is read. */
export interface ApiReply<Output> {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body of a success; fails for anything else. */
  ok(): Output
  /** The problem document; fails unless the status is the one that its code has. */
  problem(): Problem
}

/** Calls a server's operations in-process, as one caller. */
export interface Api {
  readonly token: string | null
  call<Id extends OperationId>(
    id: Id,
    call?: ApiCall<Id>,
  ): Promise<ApiReply<OperationMap[Id]['output']>>
  /** Any request, for what no operation describes. */
  send(method: string, path: string, init?: RequestInit): Promise<ApiReply<unknown>>
}

export function createApi(server: Pick<Server, 'fetch'>, token: string | null): Api {
  const send = async (method: string, path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    if (token !== null && !headers.has('authorization')) {
      headers.set('authorization', `Bearer ${token}`)
    }
    const request = new Request(`http://coxswain.test${path}`, { ...init, method, headers })
    return reply(await server.fetch(request))
  }
  return {
    token,
    send,
    call(id, { path = {}, query = {}, body, headers = {} } = {}) {
      const { method, path: template } = operations[id]
      const json = body === undefined ? {} : { 'content-type': 'application/json' }
      const init: RequestInit = { headers: { ...json, ...headers } }
      if (body !== undefined) init.body = JSON.stringify(body)
      const target = `/api/v1${fill(template, path)}${search(query)}`
      return send(method, target, init) as Promise<ApiReply<OperationMap[typeof id]['output']>>
    },
  }
}

/** Creates an org; the caller holds its first key. */
export async function createOrg(
  server: Pick<Server, 'fetch'>,
  bootstrapToken: string,
  name = 'Acme',
): Promise<Api & { readonly orgId: string; readonly keyId: string }> {
  const created = await createApi(server, bootstrapToken).call('orgs.bootstrap', { body: { name } })
  const { org, api_key } = created.ok()
  return { ...createApi(server, api_key.secret), orgId: org.id, keyId: api_key.id }
}

async function reply(response: Response): Promise<ApiReply<unknown>> {
  const { status, headers } = response
  const text = await readText(response)
  return {
    status,
    headers,
    text,
    ok() {
      strictEqual(status < 300, true, `${status}: ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
    problem() {
      strictEqual(headers.get('content-type'), 'application/problem+json', `${status}: ${text}`)
      const problem: Problem = JSON.parse(text)
      strictEqual(problem.status, status)
      return problem
    },
  }
}

/** A stream has no end to read to: it is left at once. */
async function readText(response: Response): Promise<string> {
  if (response.headers.get('content-type') !== 'text/event-stream') return response.text()
  await response.body?.cancel()
  return ''
}

function fill(template: string, values: object): string {
  const known = new Map<string, unknown>(Object.entries(values))
  return template.replace(/\{(\w+)\}/g, (_match, name: string) =>
    encodeURIComponent(String(known.get(name))),
  )
}

function search(query: Readonly<Record<string, string | number | readonly string[]>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) parameters.append(name, String(one))
  }
  return parameters.size === 0 ? '' : `?${parameters}`
}
