import { strictEqual } from 'node:assert/strict'
import type { ActionCreate, OperationMap } from '@coxswain/contract'
import { defineModule } from '../module.ts'
import { createServer, type Server } from '../server.ts'
import type { ServerOptions } from '../server-options.ts'
import type { Store } from '../store/database.ts'
import { type Api, createApi, createOrg } from './api.ts'

type Action = OperationMap['actions.create']['output']

/** A server of which every event is looked at: none may tell an act or a claim. */
export interface GovernedServer extends Server {
  /** The server's own, for workers and units beside its own. */
  readonly store: Store
  createOrg(): Promise<GovernedOrg>
}

const bootstrapToken = 'boot'

/** In every act of a governed org, and in nothing else. */
export const actMarker = 'what-is-really-done'

/** Opens a server on an empty store; stopping it fails when an event has told too much. */
export async function createGovernedServer(
  options: Partial<ServerOptions> = {},
): Promise<GovernedServer> {
  const told: string[] = []
  const stores: Store[] = []
  const server = await createServer({
    database: 'sqlite::memory:',
    bootstrapToken,
    ...options,
    modules: [...(options.modules ?? []), storeWitness(stores)],
    hooks: {
      ...options.hooks,
      onUnitCommitted(unit) {
        for (const { payload } of unit.events) told.push(JSON.stringify(payload))
        options.hooks?.onUnitCommitted?.(unit)
      },
    },
  })
  await server.runWorkers()
  const [store] = stores
  if (store === undefined) throw new TypeError('no worker has seen the store')
  const stop = async () => {
    await server.stop()
    const leaks = told.filter((text) => text.includes(actMarker) || text.includes('clm_'))
    strictEqual(leaks.join('\n'), '', 'an event tells an act or a claim')
  }
  return { ...server, store, stop, createOrg: () => createGovernedOrg(server) }
}

/** A module whose only worker hands on the store that it is given. */
function storeWitness(stores: Store[]) {
  const worker = {
    name: 'witness',
    everyMs: 1000,
    run: async ({ store }: { readonly store: Store }) => {
      stores.push(store)
    },
  }
  return defineModule({ name: 'witness', operations: [], workers: [worker] })
}

/** An org with an agent, policies of every strictness, and callers of every kind. */
export interface GovernedOrg {
  readonly orgId: string
  /** Holds the first key of the org: it may approve, as nothing descends to it. */
  readonly owner: Api
  /** Works for no agent in particular, and creates the actions. */
  readonly worker: Api & { readonly keyId: string }
  /** Creates an action of the agent `worker-1`. */
  create(body?: Partial<ActionCreate>): Promise<Action>
  /** Creates an action that waits for a person. */
  ask(body?: Partial<ActionCreate>): Promise<Action & { readonly approval_id: string }>
  /** Mints a key from the owner's. */
  mint(scopes: readonly string[], agentId?: string): Promise<Api & { readonly keyId: string }>
}

/** What each type of action meets: `free` is allowed, `remark` warned of, `ask` waits, `never` is blocked. */
const policies: readonly OperationMap['policies.create']['body'][] = [
  { name: 'remark', rule: { type: 'warn_action_type', action_types: ['remark'] } },
  { name: 'ask', rule: { type: 'require_approval', action_types: ['ask', 'ask.*'] } },
  { name: 'never', rule: { type: 'block_action_type', action_types: ['never'] } },
  {
    name: 'no vaults',
    rule: { type: 'protected_path', paths: ['/vault/**'], decision: 'block' },
  },
]

export const agentId = 'worker-1'

/** The act of every action that names no other. */
export const plainAct = {
  type: 'file',
  operation: 'write',
  path: `/srv/${actMarker}`,
} as const

async function createGovernedOrg(server: Pick<Server, 'fetch'>): Promise<GovernedOrg> {
  const owner = await createOrg(server, bootstrapToken)
  const mint = async (scopes: readonly string[], bound?: string) => {
    const agent = bound === undefined ? {} : { agent_id: bound }
    const body = { name: 'minted', scopes: [...scopes], ...agent }
    const key = (await owner.call('apiKeys.create', { body })).ok()
    return { ...createApi(server, key.secret), keyId: key.id }
  }
  for (const body of policies) (await owner.call('policies.create', { body })).ok()
  for (const agent_id of [agentId, 'worker-2']) {
    ;(await owner.call('agents.upsert', { path: { agent_id }, body: {} })).ok()
  }
  const worker = await mint(['*:admin'])
  const create = async (body: Partial<ActionCreate> = {}) => {
    const defaults = { agent_id: agentId, action_type: 'free', goal: 'Work', act: plainAct }
    return (await worker.call('actions.create', { body: { ...defaults, ...body } })).ok()
  }
  const ask = async (body: Partial<ActionCreate> = {}) => {
    const action = await create({ action_type: 'ask', ...body })
    if (action.approval_id === null) throw new TypeError(`nobody is asked: ${action.status}`)
    return { ...action, approval_id: action.approval_id }
  }
  return { orgId: owner.orgId, owner, worker, create, ask, mint }
}
