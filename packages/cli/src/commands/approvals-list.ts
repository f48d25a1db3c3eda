import type { Approval, ApprovalStatusInput } from '@coxswain/client'
import { Command, Option } from 'commander'
import type { ConnectionOptions } from '../connect.ts'
import { describeAct } from '../describe-act.ts'
import { baseUrlOption, databaseOption, jsonOption } from '../options.ts'
import { printTable } from '../print-table.ts'
import { cut, printable } from '../printable.ts'
import { readAll } from '../read-all.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface ApprovalsListOptions extends ConnectionOptions {
  readonly status: ApprovalStatusInput | 'all'
  readonly agent?: string
  readonly json?: true
}

const statuses = ['pending', 'approved', 'denied', 'expired', 'cancelled', 'all'] as const

export function approvalsListCommand(terminal: Terminal): Command {
  return new Command('list')
    .description('List approvals, newest first')
    .addOption(
      new Option('--status <status>', 'Which of them').choices(statuses).default('pending'),
    )
    .option('--agent <id>', 'Only those of this agent')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action((options: ApprovalsListOptions) =>
      withClient(options, terminal, async ({ approvals }) => {
        const { status, agent } = options
        const query = {
          ...(status === 'all' ? {} : { status }),
          ...(agent === undefined ? {} : { agent_id: agent }),
        }
        const list = await readAll(approvals.list(query))
        if (options.json) terminal.out(JSON.stringify(list, null, 2))
        else printTable(list.map(rowOf), terminal)
        if (list.length === 0) terminal.note('Nothing is there.')
      }),
    )
}

function rowOf(approval: Approval) {
  return {
    id: approval.id,
    status: `${approval.status}`,
    agent: approval.agent_id,
    type: approval.action_type,
    risk: `${approval.risk_score}`,
    goal: cut(printable(approval.goal), 40),
    act: cut(describeAct(approval.act), 60),
    until: approval.expires_at,
  }
}
