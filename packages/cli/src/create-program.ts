import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { approvalsCommand } from './commands/approvals.ts'
import { decideCommand } from './commands/decide.ts'
import { keysCommand } from './commands/keys.ts'
import { migrateCommand } from './commands/migrate.ts'
import { policiesCommand } from './commands/policies.ts'
import { serveCommand } from './commands/serve.ts'
import { storeCommand } from './commands/store.ts'
import { streamCommand } from './commands/stream.ts'
import type { Terminal } from './terminal.ts'

const environment = `
Environment:
  COXSWAIN_DATABASE_URL     the database; default sqlite:./data/coxswain.db
  COXSWAIN_BASE_URL         a running server; default: the one that holds the database
  COXSWAIN_API_KEY          the key that commands use
  COXSWAIN_BOOTSTRAP_TOKEN  what creating an org asks for`

/** The whole command line. Every command throws where it fails; nothing ends the process. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('coxswain')
    .description('The control plane that keeps a crew of AI agents in time')
    .version(manifest.version, '-v, --version', 'Print the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand(false)
    .addHelpText('after', environment)
    .addCommand(serveCommand(terminal))
    .addCommand(migrateCommand(terminal))
    .addCommand(storeCommand(terminal))
    .addCommand(keysCommand(terminal))
    .addCommand(decideCommand(terminal))
    .addCommand(policiesCommand(terminal))
    .addCommand(approvalsCommand(terminal))
    .addCommand(streamCommand(terminal))
  return settle(program, terminal)
}

/** Gives a command and all below it the same manners. */
function settle(command: Command, terminal: Terminal): Command {
  command
    .exitOverride()
    .showHelpAfterError('Use --help for what is possible.')
    .showSuggestionAfterError()
    .helpOption('-h, --help', 'Show help')
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
  for (const child of command.commands) settle(child, terminal)
  return command
}
