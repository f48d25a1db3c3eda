import { Command } from 'commander'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, databaseOption } from '../options.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

export function keysRevokeCommand(terminal: Terminal): Command {
  return new Command('revoke')
    .description('Revoke a key; it is refused from the next request on')
    .argument('<id>', 'The id of the key, as keys list shows it')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .action((id: string, options: ConnectionOptions) =>
      withClient(options, terminal, async ({ apiKeys }) => {
        // Deleting answers the same for a key that never was: a typing error would go unnoticed.
        await apiKeys.get(id)
        await apiKeys.revoke(id)
        terminal.note(`Revoked ${id}.`)
      }),
    )
}
