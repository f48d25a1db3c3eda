// Serves until stopped, from ./data, and prints the URL and a key. The first start makes an org and
// keeps its key beside the database, readable by its owner only, so that later starts can show it.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { Coxswain } from '@coxswain/client'
import { createServer, StoreLockedError } from '@coxswain/server'
import { listen } from '@coxswain/server/node'
import { readOptions } from './read-options.ts'

const keyFile = 'data/first-key'
const databaseFile = 'data/coxswain.db'

const { values } = readOptions({ options: { port: { type: 'string', default: '4747' } } })
const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN
if (!(port <= 65_535)) {
  console.error(`The port must be a whole number from 0 to 65535, and is ${values.port}.`)
  process.exit(2)
}
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
})

try {
  await serve()
} catch (error) {
  if (!isExpected(error)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function serve(): Promise<void> {
  mkdirSync('data', { recursive: true })
  // A key that outlived its database opens nothing.
  const kept = existsSync(databaseFile) && existsSync(keyFile)
  const bootstrapToken = randomBytes(32).toString('base64url')
  const server = await createServer({ database: `sqlite:./${databaseFile}`, bootstrapToken })
  try {
    const listener = await listen(server, { port })
    const key = kept
      ? readFileSync(keyFile, 'utf8').trim()
      : await makeFirstKey(listener.url, bootstrapToken)
    const lines = [`COXSWAIN_BASE_URL=${listener.url}`, `COXSWAIN_API_KEY=${key}`]
    console.log([...lines, 'Everything is kept in ./data. Ctrl-C stops.'].join('\n'))
    await stopped
    await server.drain()
    await listener.close()
  } finally {
    await server.stop()
  }
}

async function makeFirstKey(baseUrl: string, bootstrapToken: string): Promise<string> {
  const cox = new Coxswain({ baseUrl, apiKey: bootstrapToken })
  const { api_key } = await cox.orgs.bootstrap({ name: 'My org' })
  writeFileSync(keyFile, `${api_key.secret}\n`, { mode: 0o600 })
  return api_key.secret
}

function isExpected(error: unknown): error is Error {
  const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  return error instanceof StoreLockedError || inUse
}
