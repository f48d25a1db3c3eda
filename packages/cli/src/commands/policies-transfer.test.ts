import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Coxswain } from '@coxswain/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Console, type Running } from '../../test/console.ts'
import { readAll } from '../read-all.ts'

let console: Console
let server: Running
let operator: Coxswain

beforeEach(async () => {
  console = new Console()
  server = await console.start('serve', '--port', '0', '--json')
  const { out } = await console.run('keys', 'create', '--org', 'Acme')
  console.env.COXSWAIN_API_KEY = out
  operator = new Coxswain({ baseUrl: JSON.parse(server.out).url, apiKey: out })
})

afterEach(async () => {
  await server.stop()
  console[Symbol.dispose]()
})

const file = (text: string) => {
  writeFileSync(join(console.folder, 'policies.yaml'), text)
  return 'policies.yaml'
}
const document = `format: coxswain.policies/v1
policies:
  - name: Ask
    rule: { type: require_approval, action_types: [deploy] }
    tests:
      - name: it asks
        given: { action_type: deploy, act: { type: shell, command: make deploy } }
        expect: require_approval
  - name: Warn
    rule: { type: warn_action_type, action_types: [refund] }
`

test('policies go out as YAML and come in again, the same to the byte', async () => {
  const imported = await console.run('policies', 'import', file(document))
  expect(imported).toMatchObject({ code: 0 })
  expect(imported.out).toMatch(/Ask +created +pol_/)
  const exported = await console.run('policies', 'export')
  await console.run('policies', 'export', '--out', 'again.yaml')
  expect(readFileSync(join(console.folder, 'again.yaml'), 'utf8')).toBe(`${exported.out}\n`)
  const again = await console.run('policies', 'import', 'again.yaml', '--json')
  expect(JSON.parse(again.out)).toMatchObject({ created: [], unchanged: [{}, {}] })
  const { out: json } = await console.run('policies', 'export', '--format', 'json')
  expect(JSON.parse(json).policies.map(({ name }: { name: string }) => name)).toEqual([
    'Ask',
    'Warn',
  ])
})

test('a name that is taken is a matter of choice, and a dry run changes nothing', async () => {
  await operator.policies.create({
    name: 'Warn',
    rule: { type: 'block_action_type', action_types: ['refund'] },
  })
  const refused = await console.run('policies', 'import', file(document))
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.notes).toContain('is called `Warn` already')
  const dry = ['policies', 'import', 'policies.yaml', '--on-conflict', 'replace', '--dry-run']
  expect((await console.run(...dry)).out).toMatch(/Warn +updated/)
  expect(await readAll(operator.policies.list())).toHaveLength(1)
  await console.run('policies', 'import', 'policies.yaml', '--on-conflict', 'replace')
  expect(await readAll(operator.policies.list())).toHaveLength(2)
})

test('what is wrong is told with its line and column', async () => {
  const broken = await console.run('policies', 'import', file('format: [\npolicies: }'))
  expect(broken).toMatchObject({ code: 2 })
  expect(broken.notes).toMatch(/policies\.yaml:2:\d+: /)
  const unknown = await console.run(
    'policies',
    'import',
    file(document.replace('warn_action_type', 'no_such_rule')),
  )
  expect(unknown).toMatchObject({ code: 1 })
  expect(unknown.notes).toMatch(/Nothing was imported\.\npolicies\.yaml:10:\d+: /)
  const failed = await console.run(
    'policies',
    'import',
    file(document.replace('expect: require_approval', 'expect: block')),
  )
  expect(failed.notes).toMatch(
    /policies\.yaml:6:9: expects `block`, and the policy says `require_approval`/,
  )
  expect(await readAll(operator.policies.list())).toEqual([])
  expect(await console.run('policies', 'import', 'nowhere.yaml')).toMatchObject({ code: 1 })
})
