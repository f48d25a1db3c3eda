import { readFileSync } from 'node:fs'
import { Coxswain } from '@coxswain/client'
import createOpenApiClient from 'openapi-fetch'
import { actionBody, agentId } from '../server/action-request.ts'

export type Fetch = (input: string | Request, init?: RequestInit) => Promise<Response>

/** The same two calls, made in one way or another. */
export interface Calls {
  get(): Promise<unknown>
  create(): Promise<unknown>
}

/** What the server answers with, written down once so that every language reads the same bytes. */
export const answers = JSON.parse(
  readFileSync(new URL('../../answers.json', import.meta.url), 'utf8'),
) as { readonly get: object; readonly create: object }

export const apiKey = 'cox_test_bench_of_a_key_that_opens_nothing'

const ways = { coxswain, fetch: bare, 'openapi-fetch': openApi }

export type Way = keyof typeof ways

export function createCalls(way: Way, baseUrl: string, fetch: Fetch): Calls {
  return ways[way](baseUrl, fetch)
}

function coxswain(baseUrl: string, fetch: Fetch): Calls {
  const client = new Coxswain({ baseUrl, apiKey, fetch })
  return {
    get: () => client.agents.get(agentId),
    create: () => client.actions.create({ ...actionBody, systems_touched: ['staging'] }),
  }
}

function bare(baseUrl: string, fetch: Fetch): Calls {
  const authorization = `Bearer ${apiKey}`
  const read = async (response: Response) => {
    if (!response.ok) throw new Error(`answered with ${response.status}`)
    return response.json()
  }
  return {
    get: async () =>
      read(
        await fetch(`${baseUrl}/api/v1/agents/${encodeURIComponent(agentId)}`, {
          headers: { authorization, accept: 'application/json' },
        }),
      ),
    create: async () =>
      read(
        await fetch(`${baseUrl}/api/v1/actions`, {
          method: 'POST',
          headers: {
            authorization,
            accept: 'application/json',
            'content-type': 'application/json',
            'idempotency-key': crypto.randomUUID(),
          },
          body: JSON.stringify(actionBody),
        }),
      ),
  }
}

interface Paths {
  '/agents/{agent_id}': {
    get: {
      parameters: { path: { agent_id: string } }
      responses: { 200: { content: { 'application/json': object } } }
    }
  }
  '/actions': {
    post: {
      parameters: { header: { 'Idempotency-Key': string } }
      requestBody: { content: { 'application/json': object } }
      responses: { 201: { content: { 'application/json': object } } }
    }
  }
}

function openApi(baseUrl: string, fetch: Fetch): Calls {
  const client = createOpenApiClient<Paths>({
    baseUrl: `${baseUrl}/api/v1`,
    fetch,
    headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json' },
  })
  const read = <T>({ data, response }: { data?: T; response: Response }) => {
    if (!response.ok) throw new Error(`answered with ${response.status}`)
    return data
  }
  return {
    get: async () =>
      read(await client.GET('/agents/{agent_id}', { params: { path: { agent_id: agentId } } })),
    create: async () =>
      read(
        await client.POST('/actions', {
          params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
          body: actionBody,
        }),
      ),
  }
}
