import type { Server } from '../server.ts'
import type { ServerHooks, ServerOptions } from '../server-options.ts'
import type { ConformanceCase } from './conformance-case.ts'

/** Starts a fresh server on an empty store. */
export type OpenServer = (options: Omit<ServerOptions, 'database'>) => Promise<Server>

/** Of every server that a case opens. */
export const bootstrapToken = 'conformance-bootstrap'

/** A case that has a fresh server to itself. */
export const serverCase = (
  name: string,
  examine: (server: Server) => Promise<void>,
): ConformanceCase<OpenServer> => tracedCase(name, examine)

/** Takes the statements that requests have asked the database since they were last taken. */
export type TakeStatements = () => readonly string[]

/** A case that has a fresh server to itself, and sees what that asks its database. */
export const tracedCase = (
  name: string,
  examine: (server: Server, take: TakeStatements) => Promise<void>,
): ConformanceCase<OpenServer> => ({
  name,
  async run(open) {
    const statements: string[] = []
    const beforeStatement: NonNullable<ServerHooks['beforeStatement']> = ({ requestId }, sql) => {
      // The relay reads what was committed when it gets to it.
      if (requestId) statements.push(sql)
    }
    const server = await open({ bootstrapToken, hooks: { beforeStatement } })
    try {
      await examine(server, () => statements.splice(0))
    } finally {
      await server.stop()
    }
  },
})
