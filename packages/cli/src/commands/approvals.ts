import { Command } from 'commander'
import { CliError, exitCodes } from '../cli-error.ts'
import type { ConnectionOptions } from '../connect.ts'
import { runInbox } from '../inbox/inbox.ts'
import { baseUrlOption, databaseOption } from '../options.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'
import { approvalsApproveCommand } from './approvals-approve.ts'
import { approvalsDenyCommand } from './approvals-deny.ts'
import { approvalsListCommand } from './approvals-list.ts'

export function approvalsCommand(terminal: Terminal): Command {
  return (
    new Command('approvals')
      .description('Decide what waits for a person; alone, it is an inbox with keys')
      // So that an option after `list` is the list's.
      .enablePositionalOptions()
      .addOption(baseUrlOption())
      .addOption(databaseOption())
      .addCommand(approvalsListCommand(terminal))
      .addCommand(approvalsApproveCommand(terminal))
      .addCommand(approvalsDenyCommand(terminal))
      .action((options: ConnectionOptions) =>
        withClient(options, terminal, async (client) => {
          const screen = terminal.openScreen()
          if (screen !== null) return runInbox(client, screen, terminal.style)
          throw new CliError('The inbox needs a terminal.', {
            exitCode: exitCodes.usage,
            hint: 'Use approvals list, approvals approve <id> and approvals deny <id>.',
          })
        }),
      )
  )
}
