import type { ApiKey } from '@coxswain/client'
import { Command } from 'commander'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, databaseOption, jsonOption } from '../options.ts'
import { printTable } from '../print-table.ts'
import { readAll } from '../read-all.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface KeysListOptions extends ConnectionOptions {
  readonly json?: true
}

export function keysListCommand(terminal: Terminal): Command {
  return new Command('list')
    .description('List the keys of the org, newest first')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action((options: KeysListOptions) =>
      withClient(options, terminal, async ({ apiKeys }) => {
        const keys = await readAll(apiKeys.list())
        if (options.json) terminal.out(JSON.stringify(keys, null, 2))
        else printTable(keys.map(rowOf), terminal)
      }),
    )
}

function rowOf(key: ApiKey) {
  return {
    id: key.id,
    name: key.name,
    status: `${key.status}`,
    scopes: key.scopes.join(' '),
    agent: key.agent_id ?? '-',
    created: key.created_at,
    'last used': key.last_used_at ?? 'never',
  }
}
