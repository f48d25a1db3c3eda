import { createSqliteStore, type SchemaConnection, type Store, systemClock } from '@coxswain/server'
import type { AnswerRow, EventRow, ResourceRow, ResourceView, Snapshot } from './snapshot.ts'

type Row = Record<string, unknown>

/** Opens a database as the server does, with whatever recovery that takes, and reads all of it. */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const catalogue = {
    check(): never {
      throw new TypeError('an audit writes no events')
    },
  }
  const store = createSqliteStore({ path, clock: systemClock, catalogue, readers: 1 })
  try {
    return await store.schema(readAll)
  } finally {
    await store.close()
  }
}

/** How hard the writer's COMMIT tries, as the database itself tells it: 2 is FULL, 1 is NORMAL. */
export async function readSynchronous(store: Store): Promise<number> {
  return store.schema(async (connection) => {
    const [row] = await connection.execute('PRAGMA synchronous')
    return Number(row?.['synchronous'])
  })
}

/** Makes the writer fold its WAL into the file after so many pages; SQLite's own default is 1,000. */
export async function checkpointEvery(store: Store, pages: number): Promise<void> {
  await store.schema(async (connection) => {
    await connection.execute(`PRAGMA wal_autocheckpoint = ${pages}`)
  })
}

async function readAll(connection: SchemaConnection): Promise<Snapshot> {
  const all = async <Item>(sql: string, read: (row: Row) => Item): Promise<Item[]> =>
    (await connection.execute(sql)).map(read)
  return {
    damage: [
      ...(await all('PRAGMA integrity_check', (row) => String(row['integrity_check']))),
      ...(await all('PRAGMA foreign_key_check', (row) => JSON.stringify(row))),
    ].filter((line) => line !== 'ok'),
    logs: await all('SELECT * FROM org_log', (row) => ({
      orgId: text(row['org_id']),
      firstSeq: Number(row['first_seq']),
      lastSeq: Number(row['last_seq']),
      lastId: textOrNull(row['last_id']),
    })),
    events: await all('SELECT * FROM events ORDER BY org_id, seq', eventRow),
    answers: await all('SELECT * FROM idempotency_keys', answerRow),
    resources: (
      await Promise.all(resourceQueries.map(([sql, kind]) => all(sql, resourceRow(kind))))
    ).flat(),
    actions: await all('SELECT * FROM actions', (row) => ({
      id: text(row['id']),
      decisionId: text(row['decision_id']),
      status: text(row['status']),
      claimId: textOrNull(row['claim_id']),
    })),
    decisions: await all('SELECT * FROM decisions', (row) => ({
      id: text(row['id']),
      actionId: textOrNull(row['action_id']),
      grantId: idIn(row['granted_by']),
    })),
    grants: await all('SELECT * FROM grants', (row) => ({
      id: text(row['id']),
      usedByActionId: textOrNull(row['used_by_action_id']),
    })),
  }
}

/** Id, org, state and label of each resource, in the words of the events that tell of it. */
const resourceQueries: readonly [sql: string, kind: ResourceRow['kind']][] = [
  [
    `SELECT id, org_id, name AS label,
       CASE WHEN ended_at IS NULL THEN 'active' ELSE 'ended' END AS status FROM sessions`,
    'session',
  ],
  ["SELECT id, org_id, status, json_extract(metadata, '$.label') AS label FROM actions", 'action'],
  ['SELECT id, org_id, status, NULL AS label FROM approvals', 'approval'],
  ['SELECT id, org_id, NULL AS status, NULL AS label FROM agents', 'agent'],
  ['SELECT id, org_id, NULL AS status, name AS label FROM policies', 'policy'],
  // What an action asked by itself is told by the action's event.
  [
    `SELECT id, org_id, NULL AS status, NULL AS label FROM decisions
       WHERE id NOT IN (SELECT decision_id FROM actions)`,
    'decision',
  ],
]

function resourceRow(kind: ResourceRow['kind']) {
  return (row: Row): ResourceRow => ({
    kind,
    orgId: text(row['org_id']),
    id: text(row['id']),
    status: textOrNull(row['status']),
    label: textOrNull(row['label']),
  })
}

function eventRow(row: Row): EventRow {
  const event = text(row['event'])
  const payload = JSON.parse(text(row['payload'])) as Record<string, Row>
  const resource = JSON.parse(text(row['resource'])) as { id: string; type: string }
  return {
    orgId: text(row['org_id']),
    seq: Number(row['seq']),
    id: text(row['id']),
    event,
    view: resourceView(resource.id, payload[resource.type] ?? {}),
  }
}

function resourceView(id: string, shown: Row): ResourceView {
  const metadata = (shown['metadata'] ?? {}) as Row
  return {
    id,
    status: textOrNull(shown['status']),
    label: textOrNull(shown['name'] ?? metadata['label']),
  }
}

function answerRow(row: Row): AnswerRow {
  const sealed = Number(row['encrypted']) === 1
  return {
    keyHash: text(row['key_hash']),
    status: Number(row['status']),
    id: sealed ? null : idIn(row['body']),
  }
}

function idIn(json: unknown): string | null {
  if (typeof json !== 'string') return null
  return textOrNull((JSON.parse(json) as Row)['id'])
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  throw new TypeError(`a text was expected, not ${typeof value}`)
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : text(value)
}
