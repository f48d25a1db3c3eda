import { Coxswain } from '@coxswain/client'
import { createServer, type Server } from '@coxswain/server'
import { agentId } from './action-request.ts'

const bootstrapToken = 'never-leaves-this-process'

export interface Org {
  readonly server: Server
  readonly client: Coxswain
  readonly orgId: string
  readonly apiKey: string
}

/** A server with an org and an agent, as production runs it, but for the rate limit. */
export async function openOrg(database: string): Promise<Org> {
  const server = await createServer({
    database,
    bootstrapToken,
    strict: false,
    limits: { rate: { limit: 1_000_000_000, windowSeconds: 60 } },
  })
  const clientOf = (apiKey: string) =>
    new Coxswain({
      baseUrl: 'http://bench.invalid',
      apiKey,
      fetch: (url, init) => server.fetch(new Request(url, init)),
    })
  const { org, api_key } = await clientOf(bootstrapToken).orgs.bootstrap({ name: 'Bench' })
  const client = clientOf(api_key.secret)
  await client.agents.upsert(agentId, {})
  return { server, client, orgId: org.id, apiKey: api_key.secret }
}
