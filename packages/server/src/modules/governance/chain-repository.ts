import { sql } from 'kysely'
import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit } from '../../store/unit-of-work.ts'
import type { ActionTables } from './action-row.ts'

/** The longest chain that is read: one action more than any rule allows. */
const maxLength = 21
/** Rows that one statement reads at most. */
const pageSize = 500

interface ChainTables extends ActionTables {
  chain: { depth: number; agent_id: string; parent_action_id: string | null }
}

const chain = prepareQuery<ChainTables, { orgId: string; id: string }>()((tables, { orgId, id }) =>
  tables
    .withRecursive('chain(depth, agent_id, parent_action_id)', (from) =>
      from
        .selectFrom('actions')
        .select([sql.lit(1).as('depth'), 'agent_id', 'parent_action_id'])
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .unionAll(
          from
            .selectFrom('chain as child')
            .innerJoin('actions', 'actions.id', 'child.parent_action_id')
            .select([
              sql<number>`child.depth + 1`.as('depth'),
              'actions.agent_id',
              'actions.parent_action_id',
            ])
            .where('actions.org_id', '=', orgId)
            .where('child.depth', '<', sql.lit(maxLength)),
        ),
    )
    .selectFrom('chain')
    .select('agent_id')
    .orderBy('depth'),
)

/** The agents of an action and of those that led to it, the nearest first, 21 at most. */
export async function readChain(
  unit: AnyUnit,
  orgId: string,
  actionId: string,
): Promise<readonly string[]> {
  return (await unit.run(chain, { orgId, id: actionId })).map(({ agent_id }) => agent_id)
}

/** The same for many actions, in a few statements. */
export async function readChains(
  unit: ReadUnit,
  orgId: string,
  actionIds: readonly string[],
): Promise<(actionId: string) => readonly string[]> {
  const links = new Map<string, { agentId: string; parentId: string | null }>()
  let wanted = [...new Set(actionIds)]
  for (let depth = 0; depth < maxLength && wanted.length > 0; depth += 1) {
    const parents = new Set<string>()
    for (let from = 0; from < wanted.length; from += pageSize) {
      const rows = await unit
        .tables<ActionTables>()
        .selectFrom('actions')
        .select(['id', 'agent_id', 'parent_action_id'])
        .where('org_id', '=', orgId)
        .where('id', 'in', wanted.slice(from, from + pageSize))
        .execute()
      for (const { id, agent_id: agentId, parent_action_id: parentId } of rows) {
        links.set(id, { agentId, parentId })
        if (parentId !== null) parents.add(parentId)
      }
    }
    wanted = [...parents].filter((id) => !links.has(id))
  }
  return (actionId) => {
    const agents: string[] = []
    let link = links.get(actionId)
    while (link !== undefined && agents.length < maxLength) {
      agents.push(link.agentId)
      link = link.parentId === null ? undefined : links.get(link.parentId)
    }
    return agents
  }
}
