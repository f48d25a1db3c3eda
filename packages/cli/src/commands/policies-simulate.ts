import type { PolicyRuleInput, PolicySimulationReport } from '@coxswain/client'
import { Command } from 'commander'
import { CliError, exitCodes } from '../cli-error.ts'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, collect, databaseOption, jsonOption, wholeNumber } from '../options.ts'
import { printTable } from '../print-table.ts'
import { parseJson, readJsonFile } from '../read-json.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface PoliciesSimulateOptions extends ConnectionOptions {
  readonly rule?: string
  readonly ruleFile?: string
  readonly agent?: readonly string[]
  readonly replace?: string
  readonly since?: string
  readonly max?: string
  readonly json?: true
}

export function policiesSimulateCommand(terminal: Terminal): Command {
  return new Command('simulate')
    .description('Replay past decisions with a draft, and show which would be others')
    .option('--rule <json>', 'The rule: {"type": "require_approval", "action_types": ["deploy"]}')
    .option('--rule-file <file>', 'The rule, as JSON in a file; - for standard input')
    .option('--agent <glob>', 'Only for these agents; may be repeated', collect)
    .option('--replace <policy id>', 'The policy that the draft stands in for')
    .option('--since <time>', 'Only decisions from here on, as 2026-02-13T18:00:00Z')
    .option('--max <number>', 'How many decisions at most, 10,000 at most')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (options: PoliciesSimulateOptions) => {
      const rule = await readRule(options, terminal)
      const { agent, replace, since, max } = options
      const draft = {
        rule,
        ...(agent === undefined ? {} : { agent_ids: [...agent] }),
        ...(replace === undefined ? {} : { policy_id: replace }),
        ...(since === undefined ? {} : { since: instant(since) }),
        ...(max === undefined ? {} : { max_decisions: wholeNumber(max, 1, 10_000, '--max') }),
      }
      const report = await withClient(options, terminal, ({ policies }) => policies.simulate(draft))
      if (options.json) terminal.out(JSON.stringify(report, null, 2))
      else print(report, terminal)
    })
}

async function readRule(
  { rule, ruleFile }: PoliciesSimulateOptions,
  terminal: Terminal,
): Promise<PolicyRuleInput> {
  if (rule !== undefined && ruleFile === undefined) return parseJson(rule, '--rule')
  if (ruleFile !== undefined && rule === undefined) return readJsonFile(ruleFile, terminal)
  throw new CliError('Give the draft with --rule or with --rule-file.', {
    exitCode: exitCodes.usage,
  })
}

function instant(text: string): string {
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time.toISOString()
  throw new CliError(`--since must be a time such as 2026-02-13T18:00:00Z, and is ${text}.`, {
    exitCode: exitCodes.usage,
  })
}

function print(report: PolicySimulationReport, terminal: Terminal): void {
  const rows = report.changes.map((change) => ({
    decided: change.decided_at,
    agent: change.agent_id,
    type: change.action_type,
    before: `${change.before}`,
    after: `${change.after}`,
    decision: change.decision_id,
  }))
  printTable(rows, terminal)
  const { examined, changed, stricter, milder } = report
  terminal.note(
    `${changed} of ${examined} decisions would be others: ${stricter} stricter, ${milder} milder.`,
  )
  if (report.truncated) terminal.note('There are more than were looked at or are listed.')
}
