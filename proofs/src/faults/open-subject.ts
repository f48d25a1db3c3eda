import {
  createServer,
  defineModule,
  type Module,
  type Server,
  type ServerOptions,
  type Store,
} from '@coxswain/server'
import { createEarlyAnswers } from './early-answers.ts'
import type { Fault } from './fault.ts'
import { triggerMigration } from './migrations/trigger-migrations.ts'

/** The server that a proof is about, sound or spoilt. */
export interface Subject {
  readonly server: Server
  /** The server's own, for what only its writer connection can tell. */
  readonly store: Store
}

export const bootstrapToken = 'bootstrap-token-of-the-proofs'

export async function openSubject(
  options: Pick<ServerOptions, 'database' | 'hooks' | 'limits' | 'modules'>,
  fault: Fault | null = null,
): Promise<Subject> {
  const stores: Store[] = []
  const early = fault === 'early-answers' ? createEarlyAnswers() : null
  const server = await createServer({
    ...options,
    bootstrapToken,
    strict: fault !== 'lenient-units',
    synchronous: fault === 'lazy-disk' ? 'NORMAL' : 'FULL',
    modules: [...(options.modules ?? []), witness(stores), ...sabotage(fault)],
    ...(early === null ? {} : { ids: early.ids }),
    hooks: { ...options.hooks, ...early?.hooks },
  })
  const [store] = stores
  if (store === undefined) throw new TypeError('no module has seen the store')
  if (early === null) return { server, store }
  return { server: { ...server, fetch: early.wrap(server.fetch) }, store }
}

/** A module that does nothing but hand on the store that it is given. */
function witness(stores: Store[]): Module {
  return defineModule({
    name: 'witness',
    operations: [],
    async open({ store }) {
      stores.push(store)
      return {}
    },
  })
}

function sabotage(fault: Fault | null): Module[] {
  const migration = fault === null ? null : triggerMigration(fault)
  if (migration === null) return []
  return [defineModule({ name: 'sabotage', operations: [], migrations: [migration] })]
}
