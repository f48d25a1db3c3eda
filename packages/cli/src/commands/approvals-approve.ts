import { Command } from 'commander'
import { type ActOptions, actOptions, readAct } from '../act-options.ts'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, databaseOption, jsonOption, wholeNumber } from '../options.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface ApproveOptions extends ConnectionOptions, ActOptions {
  readonly message?: string
  readonly grantSeconds?: string
  readonly json?: true
}

export function approvalsApproveCommand(terminal: Terminal): Command {
  const command = new Command('approve')
    .description('Let an action be done, as it is or with a modified act')
    .argument('<id>', 'The id of the approval')
    .option('-m, --message <text>', 'What to say to the agent')
    .option('--grant-seconds <number>', 'Also allow one more action with the same act, so long')
  for (const option of actOptions()) command.addOption(option)
  return command
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (id: string, options: ApproveOptions) => {
      const { message, grantSeconds } = options
      const modified = await readAct(options, terminal)
      const decision = {
        ...(message === undefined ? {} : { message }),
        ...(modified === undefined ? {} : { modified_act: modified }),
        ...(grantSeconds === undefined
          ? {}
          : { grant_seconds: wholeNumber(grantSeconds, 1, 2_592_000, '--grant-seconds') }),
      }
      await withClient(options, terminal, async ({ approvals }) => {
        const approval = await approvals.approve(id, decision)
        if (options.json) terminal.out(JSON.stringify(approval, null, 2))
        const how = approval.approved_act === null ? '' : ' with a modified act'
        terminal.note(`Approved ${approval.action_id}${how}.`)
      })
    })
}
