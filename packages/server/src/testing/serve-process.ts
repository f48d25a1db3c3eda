// Serves one database until it is killed: `node serve-process.ts <database> <bootstrap token>`.
// Prints its URL as the first line. Tests start it to have a process that they may kill.
import { createServer, StoreLockedError } from '../index.ts'
import { listen } from '../node.ts'

const [database = '', bootstrapToken = ''] = process.argv.slice(2)
try {
  const server = await createServer({ database, bootstrapToken })
  const { url } = await listen(server, { port: 0 })
  console.log(url)
} catch (error) {
  if (!(error instanceof StoreLockedError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
