import { expect, test } from 'vitest'
import { Console } from '../../test/console.ts'

async function withOrg(console: Console): Promise<string> {
  const { out } = await console.run('keys', 'create', '--org', 'Acme', '--json')
  const made = JSON.parse(out)
  console.env.COXSWAIN_API_KEY = made.api_key.secret
  return made.api_key.id
}

test('the first key of an org is made straight in the database and printed alone', async () => {
  using console = new Console()
  const { code, out, notes } = await console.run('keys', 'create', '--org', 'Acme')
  expect(code).toBe(0)
  expect(out).toMatch(/^cox_live_\S+$/)
  expect(notes).toContain('Created org Acme')
})

test('a key is created, listed and revoked', async () => {
  using console = new Console()
  const first = await withOrg(console)
  const create = ['create', '--name', 'deployer', '--scope', 'agents:write', '--agent', 'a-1']
  const key = JSON.parse((await console.run('keys', ...create, '--json')).out)
  expect(key).toMatchObject({ name: 'deployer', scopes: ['agents:write'], agent_id: 'a-1' })

  expect((await console.run('keys', 'revoke', key.id)).notes).toBe(`Revoked ${key.id}.`)

  const listed = JSON.parse((await console.run('keys', 'list', '--json')).out)
  expect(listed.map((one: typeof key) => [one.id, one.status])).toEqual([
    [key.id, 'revoked'],
    [first, 'active'],
  ])
  expect((await console.run('keys', 'list')).out).toMatch(/^id +name +status +scopes/)
})

test('while a server holds the database the same commands reach it over HTTP', async () => {
  using console = new Console()
  const server = await console.start('serve', '--port', '0')
  await withOrg(console)
  expect((await console.run('keys', 'list')).out).toContain('first key')
  expect(await server.stop()).toMatchObject({ code: 0 })
  expect((await console.run('keys', 'list')).out).toContain('first key')
})

test('a named server is asked even where there is a database', async () => {
  using elsewhere = new Console()
  using console = new Console()
  elsewhere.env.COXSWAIN_BOOTSTRAP_TOKEN = console.env.COXSWAIN_BOOTSTRAP_TOKEN = 'let-me-in'
  const server = await elsewhere.start('serve', '--port', '0', '--json')
  console.env.COXSWAIN_BASE_URL = JSON.parse(server.out).url
  await withOrg(console)
  elsewhere.env.COXSWAIN_API_KEY = console.env.COXSWAIN_API_KEY
  expect((await elsewhere.run('keys', 'list')).out).toContain('first key')
  await server.stop()
})

test('what is missing is said in one sentence, with what to do', async () => {
  using console = new Console()
  const withoutKey = await console.run('keys', 'list')
  expect(withoutKey.code).toBe(1)
  expect(withoutKey.notes).toContain('error: This needs an API key.\nSet COXSWAIN_API_KEY')

  const withoutScope = await console.run('keys', 'create', '--name', 'x')
  expect(withoutScope.code).toBe(2)
  expect(withoutScope.notes).toContain('A key needs --name and --scope')

  const tooMuch = await console.run('keys', 'create', '--org', 'Acme', '--agent', 'a-1')
  expect(tooMuch).toMatchObject({ code: 2 })
})

test('an answer of the API that says no is told as it is', async () => {
  using console = new Console()
  await withOrg(console)
  const { code, notes } = await console.run('keys', 'revoke', 'key_00000000000000000000000000')
  expect(code).toBe(1)
  expect(notes).toContain('404 not_found')
  console.env.COXSWAIN_API_KEY = 'cox_live_wrong'
  expect((await console.run('keys', 'list')).notes).toContain('401 invalid_api_key')
})
