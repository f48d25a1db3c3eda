import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Api, createApi, createOrg } from './testing/index.ts'

const script = fileURLToPath(new URL('./testing/serve-process.ts', import.meta.url))
const bootstrapToken = 'boot'

let folder = ''
let database = ''
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coxswain-process-'))
  database = `sqlite:${join(folder, 'test.db')}`
})
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child)
  rmSync(folder, { recursive: true })
})

test('kill -9 under load loses nothing that was acknowledged and doubles nothing', async () => {
  const acknowledged = new Map<string, string>()
  const unanswered = new Set<string>()
  let next = 0
  let { child, url } = await serve()
  let network = over(url)
  const { token, ...org } = await createOrg(network, bootstrapToken)
  const owner = { ...org, token }
  await owner.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })

  for (const round of [1, 2]) {
    const target = round * 250
    const work = async () => {
      const api = createApi(network, token)
      for (;;) {
        const key = `key-${next}`
        next += 1
        unanswered.add(key)
        const id = await start(api, key)
        if (id === null) return
        unanswered.delete(key)
        acknowledged.set(key, id)
        if (acknowledged.size === target) child.kill('SIGKILL')
      }
    }
    await Promise.all(Array.from({ length: 24 }, work))
    await kill(child)
    const revived = await serve()
    child = revived.child
    url = revived.url
    network = over(url)
  }

  const api = createApi(network, token)
  for (const [key, id] of acknowledged) expect(await start(api, key)).toBe(id)
  // A request whose answer was lost is repeated with its key: done then or done now, but once.
  for (const key of unanswered) acknowledged.set(key, (await start(api, key)) ?? '')

  const sessions = await all((cursor) => api.call('sessions.list', { query: cursor }))
  expect(sessions.map(({ id }) => id).sort()).toEqual([...acknowledged.values()].sort())
  const events = await all((cursor) => api.call('events.list', { query: cursor }))
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1))
  const started = events.filter(({ event }) => event === 'session.started')
  expect(started.map(({ resource }) => resource.id).sort()).toEqual(
    [...acknowledged.values()].sort(),
  )
}, 60_000)

test('a second process on the same file exits and says why', async () => {
  await serve()
  const second = launch()
  const message: string[] = []
  second.stderr?.on('data', (chunk: Buffer) => message.push(String(chunk)))
  const [code] = await once(second, 'exit')
  expect(code).toBe(1)
  expect(message.join('')).toContain('another Coxswain server is using')
  expect(message.join('')).not.toContain('    at ')
})

function launch(): ChildProcess {
  const child = spawn(process.execPath, [script, database, bootstrapToken], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  return child
}

async function serve(): Promise<{ child: ChildProcess; url: string }> {
  const child = launch()
  if (child.stdout === null) throw new Error('no stdout')
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, url }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

function over(url: string) {
  return {
    async fetch(request: Request): Promise<Response> {
      const { pathname, search } = new URL(request.url)
      const { method, headers } = request
      const body = request.body === null ? {} : { body: await request.text() }
      return fetch(`${url}${pathname}${search}`, { method, headers, ...body })
    },
  }
}

/** The id of the session, or `null` when the server is gone. */
async function start(api: Api, key: string): Promise<string | null> {
  const body = { agent_id: 'a' }
  const headers = { 'idempotency-key': key }
  try {
    return (await api.call('sessions.start', { body, headers })).ok().id
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

interface Listed<Item> {
  readonly data: readonly Item[]
  readonly next_cursor: string | null
  readonly has_more: boolean
}

async function all<Item>(
  list: (query: Record<string, string>) => Promise<{ ok(): Listed<Item> }>,
): Promise<Item[]> {
  const items: Item[] = []
  let query: Record<string, string> = { limit: '200' }
  for (;;) {
    const page = (await list(query)).ok()
    items.push(...page.data)
    if (!page.has_more || page.next_cursor === null) return items
    query = { limit: '200', cursor: page.next_cursor }
  }
}
