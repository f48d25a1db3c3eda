import { Command } from 'commander'
import { type ConnectionOptions, connect, requireApiKey } from '../connect.ts'
import { baseUrlOption, databaseOption } from '../options.ts'
import type { Terminal } from '../terminal.ts'

export function keysRevokeCommand(terminal: Terminal): Command {
  return new Command('revoke')
    .description('Revoke a key; it is refused from the next request on')
    .argument('<id>', 'The id of the key, as keys list shows it')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .action(async (id: string, options: ConnectionOptions) => {
      const apiKey = requireApiKey(terminal)
      const connection = await connect(options, terminal)
      try {
        const { apiKeys } = connection.client(apiKey)
        // Deleting answers the same for a key that never was: a typing error would go unnoticed.
        await apiKeys.get(id)
        await apiKeys.revoke(id)
        terminal.note(`Revoked ${id}.`)
      } finally {
        await connection.close()
      }
    })
}
