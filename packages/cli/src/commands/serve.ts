import { randomBytes } from 'node:crypto'
import { createServer } from '@coxswain/server'
import { listen } from '@coxswain/server/node'
import { Command, Option } from 'commander'
import { destination, pino } from 'pino'
import manifest from '../../package.json' with { type: 'json' }
import { CliError } from '../cli-error.ts'
import { databaseOf, databaseOption, jsonOption, wholeNumber } from '../options.ts'
import { removeServerNote, writeServerNote } from '../server-note.ts'
import type { Terminal } from '../terminal.ts'

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

interface ServeOptions {
  readonly database?: string
  readonly host: string
  readonly port: string
  readonly corsOrigin?: readonly string[]
  readonly privateWebhooks?: true
  readonly logLevel: (typeof logLevels)[number]
  readonly json?: true
}

const help = `
Examples:
  coxswain serve
  coxswain serve --port 8080 --database sqlite:/var/lib/coxswain/coxswain.db
  coxswain serve --database postgres://coxswain@db.internal/coxswain

COXSWAIN_BOOTSTRAP_TOKEN lets others create orgs over HTTP. Without it, only someone who can
read the database's folder can: coxswain keys create --org <name>
REALTIME_REPLAY_WINDOW_SECONDS is how long events are kept at hand for streams that resume; the
default is 600. Older ones are read from the database.`

export function serveCommand(terminal: Terminal): Command {
  return new Command('serve')
    .description('Serve the API until stopped')
    .addOption(databaseOption())
    .option('--host <address>', 'The address to listen on', '127.0.0.1')
    .option('-p, --port <number>', 'The port to listen on; 0 picks a free one', '4747')
    .option('--cors-origin <origin...>', 'Origins of web pages that may call the API')
    .option(
      '--private-webhooks',
      'Let webhooks go to http and to private addresses, for development',
    )
    .addOption(
      new Option('--log-level <level>', 'The least severe lines that are logged')
        .choices(logLevels)
        .default('warn'),
    )
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action((options: ServeOptions) => serve(options, terminal))
}

async function serve(options: ServeOptions, terminal: Terminal): Promise<void> {
  const port = wholeNumber(options.port, 0, 65_535, 'The port')
  const stopped = terminal.untilStopped()
  const database = databaseOf(options.database, terminal)
  const bootstrapToken =
    terminal.env.COXSWAIN_BOOTSTRAP_TOKEN || randomBytes(32).toString('base64url')
  const replayWindowSeconds = wholeNumber(
    terminal.env.REALTIME_REPLAY_WINDOW_SECONDS || '600',
    1,
    86_400,
    'REALTIME_REPLAY_WINDOW_SECONDS',
  )
  const server = await createServer({
    database: database.url,
    bootstrapToken,
    broker: { replayWindowSeconds },
    webhooks: { allowPrivateTargets: options.privateWebhooks ?? false },
    // Lines of data go to standard output; what the server says about itself does not.
    logger: pino({ level: options.logLevel }, destination(2)),
    ...(options.corsOrigin === undefined ? {} : { cors: { origins: options.corsOrigin } }),
  })
  try {
    const listener = await listen(server, { host: options.host, port }).catch(explain)
    const { url } = listener
    if (database.file !== undefined) {
      writeServerNote(database.file, { url, bootstrap_token: bootstrapToken })
    }
    announce(url, database.shown, options, terminal)
    await stopped
    if (!options.json) terminal.note('Stopping.')
    await server.drain()
    await listener.close()
  } finally {
    await server.stop()
    if (database.file !== undefined) removeServerNote(database.file)
  }
}

function announce(url: string, database: string, options: ServeOptions, terminal: Terminal): void {
  if (options.json) {
    terminal.out(JSON.stringify({ url, database, version: manifest.version }))
    return
  }
  const address = terminal.style('bold', url)
  terminal.out(`Coxswain ${manifest.version} listens on ${address} and keeps ${database}.`)
  terminal.note('Ctrl-C stops it. A first key: coxswain keys create --org <name>')
}

function explain(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    throw new CliError('The port is in use.', { hint: 'Choose another: --port <number>' })
  }
  throw new CliError(`Could not listen: ${message}`, { cause: error })
}
