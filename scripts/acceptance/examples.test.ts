import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Coxswain } from '@coxswain/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ControlPlane, startControlPlane } from './support/control-plane.ts'
import { emptyFolder, removeFolder } from './support/empty-project.ts'
import { expected, normalised } from './support/quickstart.ts'
import { type ReadmeExample, readmeExamples } from './support/readme-examples.ts'
import { run } from './support/run.ts'
import { startService } from './support/service.ts'

let folder: string
let plane: ControlPlane

beforeAll(async () => {
  folder = await emptyFolder('examples')
  const cli = resolve('packages/cli/src/main.ts')
  plane = await startControlPlane({ command: ['node', cli], folder })
})

afterAll(async () => {
  await plane?.stop()
  await removeFolder(folder)
})

test.each([
  ['quickstart-node', 'node', 'main.ts'],
  ['quickstart-python', 'python', 'main.py'],
])('%s tells its whole story', async (example, program, file) => {
  const env = await plane.newOrg(example)
  const printed = await run(program, [file], { cwd: join('examples', example), env })
  expect(normalised(printed)).toBe(expected)
})

test.each([
  ['tool-calling-node', 'node', 'main.ts'],
  ['tool-calling-python', 'python', 'main.py'],
])('%s lets a person halve a refund, and keeps customers', async (example, program, file) => {
  const env = await plane.newOrg(example)
  const printed = await run(program, [file], { cwd: join('examples', example), env })
  expect(printed).toMatch(
    /^email\.read: 1 mail .*\nrefund\.create: refunded 450\.00 for order 42\ncustomer\.delete: action blocked .*\n$/,
  )
})

test('langchain-node runs one tool and tells the model why not the other', async () => {
  const env = await plane.newOrg('langchain-node')
  const printed = await run('node', ['main.ts'], { cwd: 'examples/langchain-node', env })
  expect(printed).toMatch(/tool: orders has 42 rows\ntool: action blocked .*\nai: I counted/)
  expect(printed).not.toContain('is gone')
})

test('claude-hooks allow one command, deny the other, and deny all without a control plane', async () => {
  const env = await plane.newOrg('claude-hooks')
  const printed = await run('python', ['main.py'], { cwd: 'examples/claude-hooks', env })
  expect(printed.split('\n')).toEqual([
    'npm test: allow',
    'npm test: noted',
    'echo 127.0.0.1 x >> /etc/hosts: deny',
    'without a control plane: exit code 2',
    'Use Bash is blocked',
    'Use Bash is completed',
    '',
  ])
})

test.each(['embed-express', 'embed-fetch'])(
  '%s serves its own routes and ours',
  async (example) => {
    const token = 'a-token-for-this-run-only'
    const app = await startService('node', ['main.ts'], {
      cwd: join('examples', example),
      env: { PORT: '0', COXSWAIN_BOOTSTRAP_TOKEN: token, COXSWAIN_DATABASE_URL: undefined },
    })
    const url = app.firstLine
    expect(await (await fetch(url)).text()).toBe('The app of its own')

    const baseUrl = `${url}/coxswain`
    const operator = new Coxswain({ baseUrl, apiKey: token })
    const { org, api_key } = await operator.orgs.bootstrap({ name: example })
    const cox = new Coxswain({ baseUrl, apiKey: api_key.secret })
    expect(await cox.orgs.get('current')).toEqual(org)
    await app.stop()
  },
)

test('the demo tells its story to the end', async () => {
  const printed = await run('node', ['scripts/demo.ts', '--no-parity'], { cwd: '.' })
  expect(printed).toMatch(/node +waits for someone to approve "Ship auth-service 2\.1"/)
  expect(printed).toMatch(/node +has done it: auth-service 2\.1 is live/)
  expect(printed).toMatch(/node +may not "Make room": action_blocked/)
  expect(printed).toMatch(/node +sees event \d+: "Pay invoice 2113" is completed/)
  expect(printed).toMatch(/python +may not "Refund order 42 twice": .*once is enough/)
  expect(printed).toMatch(/python +pays 600\.00 for invoice 2113/)
  expect(printed).toMatch(/python +sees event \d+: "Make room" is blocked/)
  expect(printed).toMatch(/log +2 completed, 1 blocked, 1 denied/)
  expect(printed).toMatch(/log +holds (\d+) events of one org, numbered 1 to \1 without a gap/)
  expect(printed).not.toMatch(/drops the database|python +refunds/)
  expect(printed).toContain('has stopped')
})

test('npm start serves, and shows the same key when it is started again', async () => {
  const script = resolve('scripts/start.ts')
  const home = join(folder, 'start')
  await mkdir(home)
  const keys = new Set<string>()
  for (const _ of ['first', 'second']) {
    const service = await startService('node', [script, '--port', '0'], { cwd: home })
    const [baseUrl, apiKey] = service.printed().match(/(?<==)\S+/g) ?? []
    const cox = new Coxswain({ baseUrl, apiKey })
    expect((await cox.orgs.get('current')).name).toBe('My org')
    keys.add(String(apiKey))
    await service.stop()
  }
  expect(keys.size).toBe(1)
})

test('npm start makes another key when its database is gone', async () => {
  const home = join(folder, 'start again')
  await mkdir(join(home, 'data'), { recursive: true })
  await writeFile(join(home, 'data', 'first-key'), 'cox_live_of_a_database_that_is_gone')
  const service = await startService('node', [resolve('scripts/start.ts'), '--port', '0'], {
    cwd: home,
  })
  const [baseUrl, apiKey] = service.printed().match(/(?<==)\S+/g) ?? []
  const cox = new Coxswain({ baseUrl, apiKey })
  expect((await cox.orgs.get('current')).name).toBe('My org')
  await service.stop()
})

test.each([
  [['--port', 'many'], 'The port must be a whole number from 0 to 65535, and is many.\n'],
  [['--prot', '1'], "Unknown option '--prot'"],
])('npm start says what is wrong with %s', async (options, sentence) => {
  const script = resolve('scripts/start.ts')
  const failure = await run('node', [script, ...options], { cwd: folder, limit: 20 }).then(
    () => '',
    String,
  )
  expect(failure).toContain(`ended with 2\n${sentence}`)
  expect(failure).not.toContain('at ')
})

test.each(readmeExamples())('the code at $where runs', async (example) => {
  const { program, file, cwd } = await writeExample(example)
  const env = await plane.newOrg(example.where)
  if (!example.serves) {
    const printed = await run(program, [file], { cwd, env })
    // An example that neither shows nor exports anything would prove nothing.
    expect(printed !== '' || example.code.includes('\nexport ')).toBe(true)
    return
  }
  const service = await startService(program, [file], { cwd, env })
  const url = /http:\S+/.exec(service.firstLine)?.[0]
  expect((await fetch(`${url}/health/live`)).status).toBe(200)
  await service.kill()
})

/** Beside its README, so that what the package depends on resolves, where git does not look. */
async function writeExample({ file: readme, line, language, code }: ReadmeExample) {
  const cwd = resolve(dirname(readme), '.cache', 'readme', String(line))
  const file = language === 'python' ? 'example.py' : 'example.ts'
  await mkdir(cwd, { recursive: true })
  await writeFile(join(cwd, file), code)
  return { cwd, file, program: language === 'python' ? 'python' : 'node' }
}
