import { Command } from 'commander'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, databaseOption, jsonOption } from '../options.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface DenyOptions extends ConnectionOptions {
  readonly message?: string
  readonly json?: true
}

export function approvalsDenyCommand(terminal: Terminal): Command {
  return new Command('deny')
    .description('End an action before it began')
    .argument('<id>', 'The id of the approval')
    .option('-m, --message <text>', 'What to say to the agent')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action((id: string, options: DenyOptions) =>
      withClient(options, terminal, async ({ approvals }) => {
        const { message } = options
        const approval = await approvals.deny(id, message === undefined ? {} : { message })
        if (options.json) terminal.out(JSON.stringify(approval, null, 2))
        terminal.note(`Denied ${approval.action_id}.`)
      }),
    )
}
