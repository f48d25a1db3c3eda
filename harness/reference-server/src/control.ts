import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http'
import type { Server as Coxswain, NewEvent } from '@coxswain/server'
import type { Arrivals } from './arrivals.ts'
import type { EvaluatorOrder, ObedientEvaluator } from './evaluator.ts'
import type { Fault, Faults } from './faults.ts'
import type { Ledger } from './ledger.ts'
import type { ManualClock } from './manual-clock.ts'

export interface ControlOptions {
  server: Coxswain
  bootstrapToken: string
  clock: ManualClock
  arrivals: Arrivals
  faults: Faults
  ledger: Ledger
  evaluator: ObedientEvaluator
}

type Command = (params: never) => unknown

/**
 * What a test needs and no product offers: it listens apart from the API, and nothing of it is in the
 * server's package.
 */
export function createControl(options: ControlOptions): Server {
  const commands = createCommands(options)
  return createHttpServer(async (request, response) => {
    const name = request.url?.slice(1) ?? ''
    try {
      const command = commands[name]
      if (!command) throw new Error(`there is no command ${name}`)
      const answer = await command((await readJson(request)) as never)
      response.end(JSON.stringify(answer ?? {}))
    } catch (error) {
      response.statusCode = 500
      response.end(JSON.stringify({ error: (error as Error).message }))
    }
  })
}

function createCommands(options: ControlOptions): Record<string, Command> {
  const { server, clock, arrivals, faults, ledger, evaluator } = options
  const keys = new Map<string, string>()
  return {
    'orgs.create': async () => {
      const org = await createOrg(options)
      keys.set(org.id, org.key)
      return org
    },
    'clock.advance': ({ org, ms }: { org: string; ms: number }) => clock.advance(org, ms),
    'limits.set': (params: { tag: string; limit: number; window_seconds: number }) =>
      faults.limit(params.tag, { limit: params.limit, windowSeconds: params.window_seconds }),
    'faults.arm': (fault: Omit<Fault, 'times'> & { times?: number }) =>
      faults.arm({ times: 1, ...fault }),
    'faults.held': ({ tag }: { tag: string }) => ({ held: faults.held(tag) }),
    'faults.release': ({ tag }: { tag: string }) => {
      faults.release(tag)
      arrivals.forget(tag)
    },
    'requests.arrived': ({ tag, operation }: { tag: string; operation?: string }) => ({
      arrived: arrivals.count(tag, operation),
    }),
    'events.inject': ({ org, event }: { org: string; event: NewEvent }) =>
      server.appendEvents(org, [event]),
    'workers.run': ({ org }: { org: string }) => server.runWorkers({ orgId: org }),
    'evaluator.set': ({ org, order }: { org: string; order: EvaluatorOrder | null }) =>
      evaluator.obey(org, order),
    'ledger.read': ({ org }: { org: string }) =>
      ledger.read(org, (resource, id) => readStatus(server, keys.get(org) ?? '', resource, id)),
  }
}

/** Through the API, as anybody would. */
async function createOrg({
  server,
  bootstrapToken,
}: ControlOptions): Promise<{ id: string; key: string }> {
  const response = await server.fetch(
    new Request('http://control.invalid/api/v1/orgs', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${bootstrapToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: 'Scenario' }),
    }),
  )
  const body = (await response.json()) as { org: { id: string }; api_key: { secret: string } }
  if (!response.ok) throw new Error(`no org was made: ${JSON.stringify(body)}`)
  return { id: body.org.id, key: body.api_key.secret }
}

/** The status of a resource, as anybody would read it; undefined when it can't be read. */
async function readStatus(
  server: Coxswain,
  key: string,
  resource: string,
  id: string,
): Promise<string | undefined> {
  const response = await server.fetch(
    new Request(`http://control.invalid/api/v1/${resource}s/${id}`, {
      headers: { authorization: `Bearer ${key}` },
    }),
  )
  const body = (await response.json()) as { status: string }
  return response.ok ? body.status : undefined
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}
