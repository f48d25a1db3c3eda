import { Command, Option } from 'commander'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, databaseOption } from '../options.ts'
import { type PolicyFormat, savePolicyFile, writePolicies } from '../policy-file.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface PoliciesExportOptions extends ConnectionOptions {
  readonly format: PolicyFormat
  readonly out?: string
}

export function policiesExportCommand(terminal: Terminal): Command {
  return new Command('export')
    .description('Write the policies of the org as a document, the same for the same policies')
    .addOption(new Option('--format <format>', 'How').choices(['yaml', 'json']).default('yaml'))
    .option('--out <file>', 'Where to; standard output when left out')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .action((options: PoliciesExportOptions) =>
      withClient(options, terminal, async ({ policies }) => {
        const document = await policies.exportAll()
        const text = writePolicies(document, options.format)
        if (options.out === undefined) return terminal.out(text)
        savePolicyFile(options.out, text, terminal)
        terminal.note(`${document.policies.length} policies are in ${options.out}.`)
      }),
    )
}
