import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}/README.md`, 'utf8')
const [serve = '', module = ''] = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)

/** Runs code as a program of someone who has the package installed. */
async function run(code: string): Promise<string> {
  const args = ['--input-type=module-typescript', '--eval', code]
  return (await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 20_000 })).stdout
}

test('the first example of the README listens', async () => {
  const code = serve.replace('sqlite:./data/coxswain.db', 'sqlite::memory:').replace('4747', '0')
  expect(await run(`${code}\nprocess.exit(0)`)).toMatch(
    /^listening on http:\/\/127\.0\.0\.1:\d+\n$/,
  )
})

test('the module of the README is taken in and answers', async () => {
  const code = `${module}
    import { createServer } from '@coxswain/server'
    import { createApi, createOrg } from '@coxswain/server/testing'
    const server = await createServer({
      database: 'sqlite::memory:', bootstrapToken: 'boot', modules: [notes],
    })
    const api = await createOrg(server, 'boot')
    const headers = { 'content-type': 'application/json' }
    const answer = await api.send('POST', '/api/v1/notes', { body: '{"text":"hello"}', headers })
    const events = (await api.call('events.list')).ok().data
    console.log(answer.ok().text, events.at(-1).event)
    await server.stop()
  `
  expect(await run(code)).toBe('hello note.written\n')
})
