import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repositoryPath } from '../../paths.ts'
import { Lane } from '../../run/lane.ts'
import type { Stage } from '../../run/stage.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { subjects } from '../../subject/subjects.ts'
import { readGround } from '../open-stage.ts'
import { OverlayFolder } from '../overlaid.ts'
import type { Workshop } from '../try-mutant.ts'
import { Unmutated } from '../unmutated.ts'
import type { Change } from './change.ts'
import { tryChange } from './try-change.ts'

const file = 'packages/client/src/idempotency.ts'
let scenarios: readonly Scenario[]
let stage: Stage
let workshop: Workshop

beforeAll(async () => {
  const ground = readGround()
  // Few are enough to show how a change ends, and these are near it.
  scenarios = ground.scenarios.filter(({ id }) => id.startsWith('behaviour/idempotency/key-on-p'))
  stage = await ground.openStage()
  const [node] = subjects()
  if (!node) throw new Error('there is no subject')
  workshop = {
    stage,
    unmutated: new Unmutated(stage),
    overlays: new OverlayFolder(),
    lane: new Lane(node, () => undefined),
  }
}, 60_000)

afterAll(async () => {
  await workshop.unmutated.close()
  workshop.overlays.remove()
  await stage.server.stop()
}, 60_000)

function changeOf(find: string, replace: string, of = file): Change {
  const start = readFileSync(repositoryPath(of), 'utf8').indexOf(find)
  if (start < 0) throw new Error(`there is no ${find}`)
  const place = { start, end: start + find.length, line: 1, within: '' }
  return { id: find, file: of, operator: 'literal', before: find, replace, ...place }
}

test('what an assertion notices is killed, in either language', async () => {
  const end = await tryChange(workshop, changeOf('0x7000', '0x4000'), scenarios)
  expect(end).toMatchObject({ end: 'killed', why: expect.stringContaining('idempotency-key') })
  const python = changeOf('7 << 76', '4 << 76', 'packages/python/src/coxswain/idempotency.py')
  expect(await tryChange(workshop, python, scenarios)).toMatchObject({ end: 'killed' })
}, 60_000)

test('what nothing notices has survived', async () => {
  const end = await tryChange(workshop, changeOf('0x1000', '0x1001'), scenarios)
  expect(end).toEqual({ end: 'survived' })
}, 60_000)

test('what only crashes is broken', async () => {
  const end = await tryChange(workshop, changeOf('runtime.now()', 'runtime.later()'), scenarios)
  expect(end).toMatchObject({ end: 'broken', why: expect.stringContaining('TypeError') })
}, 60_000)

test('what does not load is no program', async () => {
  const end = await tryChange(workshop, changeOf('let counter', 'let let'), scenarios)
  expect(end).toMatchObject({ end: 'no_program', why: expect.stringMatching(/./) })
}, 60_000)
