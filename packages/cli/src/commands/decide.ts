import type { Decision, DecisionRequest } from '@coxswain/client'
import { Command, Option } from 'commander'
import { type ActOptions, actOptions, readAct } from '../act-options.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, collect, databaseOption, jsonOption, wholeNumber } from '../options.ts'
import { printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface DecideOptions extends ConnectionOptions, ActOptions {
  readonly agent: string
  readonly type: string
  readonly risk?: string
  readonly reversible?: true
  readonly irreversible?: true
  readonly system?: readonly string[]
  readonly authorization?: string
  readonly json?: true
}

const help = `
Exit codes: 0 allowed (allow, warn), 3 a person has to approve, 4 blocked; 1 and 2 as everywhere.
Nothing but 0 allows the act, so that \`coxswain decide … && act\` fails closed.`

export function decideCommand(terminal: Terminal): Command {
  const command = new Command('decide')
    .description('Ask the guard about an act, without recording an action')
    .requiredOption('--agent <id>', 'The agent that would act')
    .requiredOption('--type <action type>', 'What the act means, such as deploy')
  for (const option of actOptions()) command.addOption(option)
  return command
    .option('--risk <0-100>', 'How risky the agent takes it to be')
    .addOption(new Option('--reversible', 'The act can be undone').conflicts('irreversible'))
    .option('--irreversible', 'The act cannot be undone')
    .option('--system <name>', 'A system that it touches; may be repeated', collect)
    .option('--authorization <text>', 'What entitles the agent to act, such as a ticket')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action(async (options: DecideOptions) => {
      const request = await requestOf(options, terminal)
      const decision = await withClient(options, terminal, ({ guard }) => guard.decide(request))
      if (options.json) terminal.out(JSON.stringify(decision, null, 2))
      else explain(decision, terminal)
      refuse(decision)
    })
}

async function requestOf(options: DecideOptions, terminal: Terminal): Promise<DecisionRequest> {
  const act = await readAct(options, terminal)
  if (act === undefined) {
    throw new CliError('Say what would be done, with --shell, --act or --act-file.', {
      exitCode: exitCodes.usage,
    })
  }
  const { risk, reversible, irreversible, system, authorization } = options
  return {
    agent_id: options.agent,
    action_type: options.type,
    act,
    ...(risk === undefined ? {} : { declared_risk_score: wholeNumber(risk, 0, 100, '--risk') }),
    ...(reversible || irreversible ? { reversible: reversible === true } : {}),
    ...(system === undefined ? {} : { systems_touched: [...system] }),
    ...(authorization === undefined ? {} : { authorization_scope: authorization }),
  }
}

function explain(decision: Decision, terminal: Terminal): void {
  const { computed_risk_score, declared_risk_score, risk_score } = decision
  const colour = { allow: 'green', warn: 'yellow', require_approval: 'yellow' } as const
  const known = `${decision.decision}` as keyof typeof colour
  const declared = declared_risk_score === null ? '' : `, declared ${declared_risk_score}`
  terminal.out(terminal.style(colour[known] ?? 'red', known))
  for (const { message, enforced } of decision.reasons)
    terminal.out(`  ${printable(message)}${enforced ? '' : ' (only monitored)'}`)
  terminal.out(`  risk ${risk_score} (computed ${computed_risk_score}${declared})`)
  for (const { points, description } of decision.risk_breakdown)
    terminal.out(`  ${`${points}`.padStart(4)}  ${printable(description)}`)
  terminal.note(`Decision ${decision.id}, to be used until ${decision.expires_at}.`)
}

/** Whatever is not surely allowed is refused, decisions that this version does not know among it. */
function refuse({ decision, id }: Decision): void {
  if (decision === 'allow' || decision === 'warn') return
  if (decision === 'require_approval') {
    throw new CliError('A person has to approve this.', {
      exitCode: exitCodes.needsApproval,
      hint: `Create the action with decision_id ${id}, then wait for its approval.`,
    })
  }
  throw new CliError('The guard refuses this.', { exitCode: exitCodes.blocked })
}
