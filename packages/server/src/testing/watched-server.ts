import type { Clock } from '../clock.ts'
import { createGovernedServer, type GovernedServer } from './governed-org.ts'
import type { TestDatabaseKind } from './test-databases.ts'

/** A governed server of which is known what it asks its database and what it tells. */
export interface WatchedServer extends GovernedServer {
  /** What the operations and workers that are watched ask the database. */
  readonly statements: string[]
  /** Each event as its name and its payload. */
  readonly told: string[]
}

/** Opens a server on an empty database, which is gone when the server has stopped. */
export async function openWatched(
  kind: TestDatabaseKind,
  operations: RegExp,
  clock?: Clock,
): Promise<WatchedServer> {
  const statements: string[] = []
  const told: string[] = []
  const database = await kind.open()
  const server = await createGovernedServer({
    ...(clock === undefined ? {} : { clock }),
    database: database.url,
    hooks: {
      beforeStatement({ operation }, sql) {
        if (operations.test(operation)) statements.push(sql)
      },
      onUnitCommitted({ events }) {
        told.push(...events.map(({ event, payload }) => `${event} ${JSON.stringify(payload)}`))
      },
    },
  })
  const stop = async () => {
    await server.stop()
    await database.drop()
  }
  return { ...server, stop, statements, told }
}
