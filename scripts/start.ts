// Serves until stopped, from ./data, and prints the URL and a key. The first start makes an org and
// keeps its key beside the database, readable by its owner only, so that later starts can show it.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Coxswain } from '@coxswain/client'
import { createServer, StoreLockedError } from '@coxswain/server'
import { listen } from '@coxswain/server/node'

const keyFile = 'data/first-key'
const database = 'sqlite:./data/coxswain.db'

const { values } = parseArgs({ options: { port: { type: 'string', default: '4747' } } })
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
  const bootstrapToken = randomBytes(32).toString('base64url')
  const server = await createServer({ database, bootstrapToken })
  try {
    const listener = await listen(server, { port: Number(values.port) })
    const key = await firstKey(listener.url, bootstrapToken)
    const lines = [`COXSWAIN_BASE_URL=${listener.url}`, `COXSWAIN_API_KEY=${key}`]
    console.log([...lines, 'Everything is kept in ./data. Ctrl-C stops.'].join('\n'))
    await stopped
    await server.drain()
    await listener.close()
  } finally {
    await server.stop()
  }
}

async function firstKey(baseUrl: string, bootstrapToken: string): Promise<string> {
  if (existsSync(keyFile)) return readFileSync(keyFile, 'utf8').trim()
  const cox = new Coxswain({ baseUrl, apiKey: bootstrapToken })
  const { api_key } = await cox.orgs.bootstrap({ name: 'My org' })
  writeFileSync(keyFile, `${api_key.secret}\n`, { mode: 0o600 })
  return api_key.secret
}

function isExpected(error: unknown): error is Error {
  const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  return error instanceof StoreLockedError || inUse
}
