import { randomBytes } from 'node:crypto'
import { Coxswain } from '@coxswain/client'
import { createServer, StoreLockedError } from '@coxswain/server'
import { CliError } from './cli-error.ts'
import { keptDatabaseOf } from './options.ts'
import { readServerNote } from './server-note.ts'
import type { Terminal } from './terminal.ts'

export interface ConnectionOptions {
  readonly baseUrl?: string
  readonly database?: string
}

/** A way to the API: over HTTP, or straight into a database that no server holds. */
export interface Connection {
  /** The token that creates orgs; undefined when nobody told it. */
  readonly bootstrapToken: string | undefined
  client(credential: string): Coxswain
  close(): Promise<void>
}

/**
 * A server that is named is asked over HTTP. Without one the database is opened, and where a server
 * already holds it, that server is asked.
 */
export async function connect(options: ConnectionOptions, terminal: Terminal): Promise<Connection> {
  const token = terminal.env.COXSWAIN_BOOTSTRAP_TOKEN || undefined
  const named = options.baseUrl ?? (terminal.env.COXSWAIN_BASE_URL || undefined)
  if (named !== undefined && options.database === undefined) return overHttp(named, token)
  const database = keptDatabaseOf(options.database, terminal)
  try {
    return await intoDatabase(database.url)
  } catch (error) {
    if (!(error instanceof StoreLockedError) || database.file === undefined) throw error
    const note = readServerNote(database.file)
    return overHttp(note?.url ?? named, token ?? note?.bootstrap_token)
  }
}

/** The key that a command acts with. */
export function requireApiKey(terminal: Terminal): string {
  const key = terminal.env.COXSWAIN_API_KEY
  if (key) return key
  throw new CliError('This needs an API key.', {
    hint: 'Set COXSWAIN_API_KEY, or create an org with its first key: coxswain keys create --org <name>',
  })
}

function overHttp(baseUrl: string | undefined, bootstrapToken: string | undefined): Connection {
  return {
    bootstrapToken,
    client: (apiKey) => new Coxswain({ apiKey, baseUrl }),
    close: async () => {},
  }
}

async function intoDatabase(database: string): Promise<Connection> {
  const bootstrapToken = randomBytes(32).toString('base64url')
  const server = await createServer({ database, bootstrapToken })
  const fetch = async (url: string, init: RequestInit) => server.fetch(new Request(url, init))
  return {
    bootstrapToken,
    client: (apiKey) => new Coxswain({ apiKey, baseUrl: 'http://coxswain.invalid', fetch }),
    close: () => server.stop(),
  }
}
