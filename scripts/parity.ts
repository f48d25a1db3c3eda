// Does every SDK do what the contract says, on every database, and do they all do the same? --help
// lists the options.
import { main } from '@coxswain/harness'
import { openPostgres, postgresVariable } from './services/open-postgres.ts'

const args = process.argv.slice(2)
const postgres = await openPostgres({ install: process.env['CI'] === 'true' })
if (postgres === null) console.log('There is no PostgreSQL here: it runs on SQLite alone.')
else process.env[postgresVariable] = postgres.url
try {
  process.exitCode = await main(args)
} finally {
  await postgres?.stop()
}
