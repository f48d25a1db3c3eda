import type { ApiKeyWithSecret, Coxswain } from '@coxswain/client'
import { Command, Option } from 'commander'
import { CliError, exitCodes } from '../cli-error.ts'
import { type Connection, type ConnectionOptions, connect, requireApiKey } from '../connect.ts'
import { baseUrlOption, databaseOption, jsonOption } from '../options.ts'
import type { Terminal } from '../terminal.ts'

interface KeysCreateOptions extends ConnectionOptions {
  readonly org?: string
  readonly name?: string
  readonly scope?: readonly string[]
  readonly agent?: string
  readonly environment?: 'live' | 'test'
  readonly expires?: string
  readonly json?: true
}

const help = `
Examples:
  coxswain keys create --org Acme
  coxswain keys create --name deployer --scope agents:write sessions:write --agent deployer-1`

export function keysCreateCommand(terminal: Terminal): Command {
  return new Command('create')
    .description('Create a key within the scopes of COXSWAIN_API_KEY, or an org with its first key')
    .option('--org <name>', 'Create an org and its first key, which holds every scope')
    .option('--name <name>', 'What people call the key')
    .option('--scope <scope...>', 'What the key may do, as resource:read, write or admin')
    .option('--agent <id>', 'The only agent that the key may act for')
    .addOption(new Option('--environment <name>', 'A label in the key').choices(['live', 'test']))
    .option('--expires <time>', 'When the key ends, as 2027-01-31T00:00:00.000Z')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action(async (options: KeysCreateOptions) => {
      checkOptions(options)
      const connection = await connect(options, terminal)
      try {
        await (options.org === undefined
          ? createKey(connection.client(requireApiKey(terminal)), options, terminal)
          : createOrg(connection, options.org, options, terminal))
      } finally {
        await connection.close()
      }
    })
}

function checkOptions({ org, name, scope, agent, expires, environment }: KeysCreateOptions): void {
  const usage = { exitCode: exitCodes.usage }
  if (org === undefined && (name === undefined || scope === undefined)) {
    throw new CliError('A key needs --name and --scope; a new org needs --org.', usage)
  }
  if (org !== undefined && [scope, agent, expires, environment].some((x) => x !== undefined)) {
    throw new CliError('The first key of an org holds every scope and takes only --name.', usage)
  }
}

async function createOrg(
  connection: Connection,
  org: string,
  { name, json }: KeysCreateOptions,
  terminal: Terminal,
): Promise<void> {
  if (connection.bootstrapToken === undefined) {
    throw new CliError('Creating an org needs the bootstrap token of the server.', {
      hint: 'Set COXSWAIN_BOOTSTRAP_TOKEN to the value that the server was started with.',
    })
  }
  const body = name === undefined ? { name: org } : { name: org, api_key_name: name }
  const made = await connection.client(connection.bootstrapToken).orgs.bootstrap(body)
  if (json) return terminal.out(JSON.stringify(made, null, 2))
  terminal.note(`Created org ${made.org.name} (${made.org.id}).`)
  printSecret(made.api_key, terminal)
}

async function createKey(
  client: Coxswain,
  { name = '', scope = [], agent, environment, expires, json }: KeysCreateOptions,
  terminal: Terminal,
): Promise<void> {
  const key = await client.apiKeys.create({
    name,
    scopes: [...scope],
    ...(agent === undefined ? {} : { agent_id: agent }),
    ...(environment === undefined ? {} : { environment }),
    ...(expires === undefined ? {} : { expires_at: expires }),
  })
  if (json) return terminal.out(JSON.stringify(key, null, 2))
  printSecret(key, terminal)
}

/** The secret alone goes to standard output, so that a script can catch it. */
function printSecret(key: ApiKeyWithSecret, terminal: Terminal): void {
  terminal.note(`Created key ${key.name} (${key.id}). It is shown this once:`)
  terminal.out(key.secret)
}
