import { Coxswain } from '@coxswain/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Console, FakeScreen, type Running } from '../../test/console.ts'

let console: Console
let server: Running
let operator: Coxswain
let agent: Coxswain

beforeEach(async () => {
  console = new Console()
  server = await console.start('serve', '--port', '0', '--json')
  const { out } = await console.run('keys', 'create', '--org', 'Acme')
  console.env.COXSWAIN_API_KEY = out
  const { url } = JSON.parse(server.out)
  operator = new Coxswain({ baseUrl: url, apiKey: out })
  await operator.agents.upsert('a-1', {})
  const { secret } = await operator.apiKeys.create({
    name: 'a-1',
    scopes: ['actions:write'],
    agent_id: 'a-1',
  })
  agent = new Coxswain({ baseUrl: url, apiKey: secret })
})

afterEach(async () => {
  await server.stop()
  console[Symbol.dispose]()
})

const act = { type: 'shell', command: 'make deploy' } as const
const askAbout = (type: string) =>
  operator.policies.create({
    name: `ask about ${type}`,
    rule: { type: 'require_approval', action_types: [type] },
    tests: [{ name: 'it asks', given: { action_type: type, act }, expect: 'require_approval' }],
  })
const createAction = (goal: string) =>
  agent.actions.create({ agent_id: 'a-1', action_type: 'deploy', goal, act })

test('decide explains, and its exit code is 0 only for what is allowed', async () => {
  const decide = ['decide', '--agent', 'a-1', '--type', 'deploy', '--shell', 'sudo rm -rf /srv']
  const allowed = await console.run(...decide)
  expect(allowed).toMatchObject({ code: 0 })
  expect(allowed.out).toMatch(/^allow\n {2}risk \d+/)
  await askAbout('deploy')
  expect(await console.run(...decide)).toMatchObject({ code: 3 })
  await operator.policies.create({
    name: 'never',
    rule: { type: 'risk_threshold', threshold: 90, decision: 'block' },
  })
  const blocked = await console.run(...decide, '--irreversible', '--risk', '95')
  expect(blocked).toMatchObject({ code: 4 })
  expect(blocked.out).toContain('never')
  const { decision } = JSON.parse((await console.run(...decide, '--json')).out)
  expect(decision).toBe('require_approval')
})

test('decide takes the act as JSON, from a file and from standard input, but only once', async () => {
  const decide = ['decide', '--agent', 'a-1', '--type', 'x', '--json']
  console.input = JSON.stringify({ type: 'http', method: 'GET', url: 'https://example.com' })
  const { out } = await console.run(...decide, '--act-file', '-')
  expect(JSON.parse(out).act).toEqual(JSON.parse(console.input))
  expect((await console.run(...decide, '--act', console.input)).code).toBe(0)
  expect(await console.run(...decide)).toMatchObject({ code: 2 })
  expect(await console.run(...decide, '--act', '{')).toMatchObject({ code: 2 })
  expect(await console.run(...decide, '--act', '{}', '--shell', 'ls')).toMatchObject({ code: 2 })
  expect(await console.run(...decide, '--act-file', 'nowhere')).toMatchObject({ code: 1 })
  const wrong = await console.run(...decide, '--act', '{"type":"shell"}')
  expect(wrong).toMatchObject({ code: 1 })
  expect(wrong.notes).toContain('422 validation_failed')
})

test('approvals are listed, approved with another act, and denied', async () => {
  await askAbout('deploy')
  const first = await createAction('first\u001b[2J')
  const second = await createAction('second')
  const listed = await console.run('approvals', 'list')
  expect(listed.out).toContain('make deploy')
  expect(listed.out).not.toContain('\u001b')

  const change = ['--shell', 'make dry-run', '--message', 'dry', '--grant-seconds', '60']
  const approved = await console.run('approvals', 'approve', `${first.approval_id}`, ...change)
  expect(approved.notes).toBe(`Approved ${first.id} with a modified act.`)
  expect((await agent.actions.get(first.id)).approved_act).toMatchObject({
    command: 'make dry-run',
  })

  const denied = await console.run('approvals', 'deny', `${second.approval_id}`, '-m', 'no')
  expect(denied.notes).toBe(`Denied ${second.id}.`)
  const again = await console.run('approvals', 'deny', `${second.approval_id}`)
  expect(again).toMatchObject({ code: 1 })
  expect(again.notes).toContain('409 not_pending')
  expect((await console.run('approvals', 'list')).notes).toBe('Nothing is there.')
  const all = await console.run('approvals', 'list', '--status', 'all', '--json')
  expect(JSON.parse(all.out).map(({ status }: { status: string }) => status)).toEqual([
    'denied',
    'approved',
  ])
})

test('the inbox follows what happens, and decides by keys', async () => {
  await askAbout('deploy')
  const first = await createAction('the first goal')
  console.screen = new FakeScreen()
  const running = console.run('approvals')
  await console.screen.shows('the first goal')
  const second = await createAction('the second goal')
  await console.screen.shows('2 pending')
  console.screen.press('j', 'a', 'o', 'k', 'return')
  await console.screen.shows('Approved: the second goal')
  expect(await operator.approvals.get(`${second.approval_id}`)).toMatchObject({ message: 'ok' })
  console.screen.press('d', 'return')
  await console.screen.shows('Denied: the first goal')
  expect((await agent.actions.get(first.id)).status).toBe('denied')
  console.screen.press('q')
  expect(await running).toMatchObject({ code: 0 })
  expect(console.screen.closed).toBe(true)
})

test('the inbox says what it needs where there is no terminal', async () => {
  const { code, notes } = await console.run('approvals')
  expect(code).toBe(2)
  expect(notes).toContain('approvals list')
})

test('policies are listed, tested and simulated', async () => {
  const policy = await askAbout('deploy')
  expect((await console.run('policies', 'list')).out).toMatch(/ask about deploy +require_approval/)
  expect((await console.run('policies', 'test')).notes).toBe('1 passed, 0 failed')
  await operator.policies.update(policy.id, {
    rule: { type: 'warn_action_type', action_types: ['deploy'] },
  })
  const failed = await console.run('policies', 'test', policy.id)
  expect(failed).toMatchObject({ code: 1, notes: 'error: 0 passed, 1 failed' })
  expect(failed.out).toContain('expected require_approval, was warn')

  await createAction('past')
  const rule = JSON.stringify({ type: 'block_action_type', action_types: ['deploy'] })
  const simulated = await console.run('policies', 'simulate', '--rule', rule)
  expect(simulated.out).toMatch(/deploy +warn +block/)
  expect(simulated.notes).toBe('1 of 1 decisions would be others: 1 stricter, 0 milder.')
  const replaced = ['policies', 'simulate', '--rule', rule, '--replace', policy.id, '--json']
  expect(JSON.parse((await console.run(...replaced)).out)).toMatchObject({ changed: 1 })
  expect(await console.run('policies', 'simulate')).toMatchObject({ code: 2 })
  expect(
    await console.run('policies', 'simulate', '--rule', rule, '--since', 'soon'),
  ).toMatchObject({ code: 2 })
})

test('the stream prints what happened after an event, and ends after so many', async () => {
  let newest = ''
  for await (const { id } of operator.events.list()) newest = id
  await createAction('a goal')
  const stream = ['stream', '--after', newest, '--types', 'action.*', '--count', '1']
  const { out } = await console.start(...stream)
  expect(out).toMatch(/action\.created +act_/)
  const line = JSON.parse((await console.start(...stream, '--json')).out)
  expect(line).toMatchObject({ event: 'action.created', payload: { action: { goal: 'a goal' } } })
})

test('the stream prints what happens until it is stopped', async () => {
  let newest = ''
  for await (const { id } of operator.events.list()) newest = id
  const starting = console.start('stream', '--types', 'agent.*', '--after', newest)
  await operator.agents.upsert('a-2', {})
  const { code, out } = await (await starting).stop()
  expect(code).toBe(0)
  expect(out).toMatch(/agent\.created +a-2/)
})
