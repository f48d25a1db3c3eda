import type { Coxswain, PolicyTestReport } from '@coxswain/client'
import { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, databaseOption, jsonOption } from '../options.ts'
import { printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface PoliciesTestOptions extends ConnectionOptions {
  readonly json?: true
}

interface Tested {
  readonly name: string
  readonly report: PolicyTestReport
}

export function policiesTestCommand(terminal: Terminal): Command {
  return new Command('test')
    .description('Run the cases that policies carry; of all policies when none is named')
    .argument('[ids...]', 'The ids of policies')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (ids: string[], options: PoliciesTestOptions) => {
      const tested = await withClient(options, terminal, (client) => testPolicies(client, ids))
      if (options.json) terminal.out(JSON.stringify(tested, null, 2))
      else for (const one of tested) print(one, terminal)
      judge(tested, terminal)
    })
}

async function testPolicies({ policies }: Coxswain, ids: readonly string[]): Promise<Tested[]> {
  const tested: Tested[] = []
  const named = ids.map((id) => policies.get(id))
  for await (const { id, name } of ids.length > 0 ? named : policies.list())
    tested.push({ name, report: await policies.test(id, {}) })
  return tested
}

function print({ name, report }: Tested, terminal: Terminal): void {
  terminal.out(
    terminal.style('bold', `${printable(name)} (${report.policy_id} v${report.version})`),
  )
  if (report.results.length === 0) terminal.out('  carries no case')
  for (const { name: what, passed, expected, actual, reasons } of report.results) {
    const mark = passed ? terminal.style('green', 'ok') : terminal.style('red', 'failed')
    terminal.out(`  ${mark}  ${printable(what)}`)
    if (passed) continue
    terminal.out(`      expected ${expected}, was ${actual}`)
    for (const { message } of reasons) terminal.out(`      ${printable(message)}`)
  }
}

function judge(tested: readonly Tested[], terminal: Terminal): void {
  const sum = (pick: 'passed' | 'failed') =>
    tested.reduce((total, { report }) => total + report[pick], 0)
  const text = `${sum('passed')} passed, ${sum('failed')} failed`
  if (sum('failed') > 0) throw new CliError(text)
  terminal.note(text)
}
