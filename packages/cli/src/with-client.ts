import type { Coxswain } from '@coxswain/client'
import { type ConnectionOptions, connect, requireApiKey } from './connect.ts'
import type { Terminal } from './terminal.ts'

/** Does something through the API, with the key of the environment. */
export async function withClient<Result>(
  options: ConnectionOptions,
  terminal: Terminal,
  use: (client: Coxswain) => Promise<Result>,
): Promise<Result> {
  const apiKey = requireApiKey(terminal)
  const connection = await connect(options, terminal)
  try {
    return await use(connection.client(apiKey))
  } finally {
    await connection.close()
  }
}
