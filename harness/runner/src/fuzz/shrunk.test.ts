import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { main } from '../main.ts'
import { OverlayFolder } from '../mutants/overlaid.ts'
import { Lane } from '../run/lane.ts'
import type { Scenario, Step } from '../scenario/scenario.ts'
import { placeholder } from '../scenario/values.ts'
import { openStage } from '../testing/open-stage.ts'
import { plantIn } from './planted.ts'
import { plants } from './plants.ts'
import { shrinkDivergence } from './shrunk.ts'

let folder: string
const overlays = new OverlayFolder()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shrunk-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const steps: Step[] = [
  { call: 'agents.upsert', path: ['a-1'], body: { display_name: 'Ada' }, as: 's1' },
  { call: 'agents.get', path: [placeholder('s1.id')] },
  { call: 'agents.list', query: { limit: 1 } },
  { call: 'agents.upsert', path: ['a-2'], body: { display_name: null, labels: { a: 'b' } } },
  { call: 'agents.get', path: ['a-2'] },
]
const drawn: Scenario = {
  id: 'fuzz/1-1',
  domain: 'fuzz',
  title: 'drawn',
  proves: [],
  given: [
    {
      api: 'policies.create',
      body: { name: 'x', rule: { type: 'warn_action_type', action_types: ['a'] } },
    },
  ],
  client: {},
  steps,
}

test('what is left of a difference is a scenario that fails with it and passes without it', async () => {
  const plant = plants.find(({ id }) => id === 'null-is-absent')
  if (!plant) throw new Error('there is no such plant')
  const planted = plantIn(plant, overlays)
  const { stage, driver, close } = await openStage()
  const honest = { driver: async () => driver } as Lane
  const lane = new Lane(planted, () => undefined)
  const players = [
    { subject: 'node', lane: honest },
    { subject: 'python-sync', lane },
  ]
  try {
    const shrunk = await shrinkDivergence(stage, players, drawn, join(folder, 'drawn.yaml'))
    expect(shrunk).toMatchObject({ steps: 1, doubt: undefined })
  } finally {
    await lane.close()
    await close()
  }
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const { command, args, env } = planted.driver
  const replay = (...more: string[]) =>
    main(['--scenarios', folder, '--out', join(folder, 'out'), '--no-progress', ...more])
  expect(await replay('--sdk', 'node', '--sdk', 'python-sync')).toBe(0)
  for (const [name, value] of Object.entries(env ?? {})) vi.stubEnv(name, value)
  const withIt = `planted=${[command, ...args].join(' ')}`
  expect(await replay('--driver', withIt, '--sdk', 'planted')).toBe(1)
}, 120_000)
