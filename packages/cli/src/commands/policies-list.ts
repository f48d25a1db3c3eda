import type { Policy } from '@coxswain/client'
import { Command } from 'commander'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, databaseOption, jsonOption } from '../options.ts'
import { printTable } from '../print-table.ts'
import { readAll } from '../read-all.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface PoliciesListOptions extends ConnectionOptions {
  readonly json?: true
}

export function policiesListCommand(terminal: Terminal): Command {
  return new Command('list')
    .description('List the policies of the org, newest first')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action((options: PoliciesListOptions) =>
      withClient(options, terminal, async ({ policies }) => {
        const list = await readAll(policies.list())
        if (options.json) terminal.out(JSON.stringify(list, null, 2))
        else printTable(list.map(rowOf), terminal)
      }),
    )
}

function rowOf({ id, name, rule, enabled, mode, version, tests }: Policy) {
  return {
    id,
    name,
    type: `${rule.type}`,
    state: enabled ? `${mode}` : 'disabled',
    version: `${version}`,
    tests: `${tests.length}`,
  }
}
