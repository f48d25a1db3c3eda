import type { Server } from '../server.ts'
import type { ServerOptions } from '../server-options.ts'
import type { ConformanceCase } from './conformance-case.ts'

/** Starts a fresh server on an empty store. */
export type OpenServer = (options: Omit<ServerOptions, 'database'>) => Promise<Server>

/** Of every server that a case opens. */
export const bootstrapToken = 'conformance-bootstrap'

/** A case that has a fresh server to itself. */
export const serverCase = (
  name: string,
  examine: (server: Server) => Promise<void>,
): ConformanceCase<OpenServer> => ({
  name,
  async run(open) {
    const server = await open({ bootstrapToken })
    try {
      await examine(server)
    } finally {
      await server.stop()
    }
  },
})
