import { APIError, type PolicyImportReport } from '@coxswain/client'
import { Command, Option } from 'commander'
import { CliError } from '../cli-error.ts'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, databaseOption, jsonOption } from '../options.ts'
import { type PolicyFile, readPolicyFile } from '../policy-file.ts'
import { printTable } from '../print-table.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface PoliciesImportOptions extends ConnectionOptions {
  readonly onConflict: 'fail' | 'skip' | 'replace'
  readonly dryRun?: true
  readonly json?: true
}

export function policiesImportCommand(terminal: Terminal): Command {
  return new Command('import')
    .description('Create the policies of a document, all or none')
    .argument('<file>', 'The document, as YAML or JSON; - for standard input')
    .addOption(
      new Option('--on-conflict <choice>', 'What to do about a name that is taken')
        .choices(['fail', 'skip', 'replace'])
        .default('fail'),
    )
    .option('--dry-run', 'Only show what would be done')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (file: string, options: PoliciesImportOptions) => {
      const read = await readPolicyFile(file, terminal)
      const report = await withClient(options, terminal, ({ policies }) =>
        policies
          .importAll({
            ...read.document,
            on_conflict: options.onConflict,
            ...(options.dryRun ? { dry_run: true } : {}),
          })
          .catch((error: unknown) => {
            throw placed(error, read)
          }),
      )
      if (options.json) terminal.out(JSON.stringify(report, null, 2))
      else print(report, terminal)
    })
}

/** What the server found wrong, by the lines of the file. */
function placed(error: unknown, { place }: PolicyFile): unknown {
  if (!(error instanceof APIError)) return error
  const errors = error.problem?.errors ?? []
  if (errors.length === 0) return error
  const lines = errors.map(({ pointer, message }) => `${place(pointer)}: ${message}`)
  return new CliError(['Nothing was imported.', ...lines].join('\n'), { cause: error })
}

function print(report: PolicyImportReport, terminal: Terminal): void {
  const outcomes = ['created', 'updated', 'skipped', 'unchanged'] as const
  const rows = outcomes.flatMap((outcome) =>
    report[outcome].map(({ id, name }) => ({ policy: name, outcome, id: id ?? '' })),
  )
  printTable(rows, terminal)
  if (report.dry_run) terminal.note('Nothing was changed: this was a dry run.')
}
