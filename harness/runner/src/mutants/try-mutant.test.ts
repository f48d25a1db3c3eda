import { afterAll, beforeAll, expect, test } from 'vitest'
import { Lane } from '../run/lane.ts'
import type { Stage } from '../run/stage.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { subjects } from '../subject/subjects.ts'
import type { Mutant } from './mutant.ts'
import { readGround } from './open-stage.ts'
import { OverlayFolder } from './overlaid.ts'
import { scenariosOf } from './scenarios-of.ts'
import { reasonsAgainst } from './tally.ts'
import { type Trial, tryMutant, type Workshop } from './try-mutant.ts'
import { Unmutated } from './unmutated.ts'

let scenarios: readonly Scenario[]
let stage: Stage
let workshop: Workshop

beforeAll(async () => {
  const ground = readGround()
  scenarios = ground.scenarios
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
  await workshop.lane.close()
  workshop.overlays.remove()
  await stage.server.stop()
}, 60_000)

const attempts: Mutant = {
  id: 'node.headers.attempt',
  behaviour: 'headers.attempt',
  target: 'node',
  file: 'packages/client/src/transport.ts',
  find: "'x-coxswain-attempt': String(number)",
  replace: "'x-coxswain-attempt': String(number + 1)",
  kills: ['behaviour/headers/attempt-numbers'],
}

function trialOf(changes: Partial<Mutant>, subject = 'node'): Trial {
  const mutant = { ...attempts, ...changes }
  const found = subjects().find(({ id }) => id === subject)
  if (!found) throw new Error(`there is no ${subject}`)
  return { mutant, subject: found, scenarios: scenariosOf(mutant, scenarios) }
}

async function tryOut(trial: Trial) {
  const verdict = await tryMutant(workshop, trial)
  return { verdict, reasons: reasonsAgainst([{ trial, verdict }]) }
}

test('a wrong implementation is killed by the assertion that it breaks', async () => {
  const { verdict, reasons } = await tryOut(trialOf({}))
  expect(verdict).toMatchObject({ end: 'killed', scenario: 'behaviour/headers/attempt-numbers' })
  expect(verdict).toHaveProperty('why', expect.stringContaining('x-coxswain-attempt'))
  expect(reasons).toEqual([])
}, 30_000)

test('the Python SDKs are broken in the same way', async () => {
  const mutant = {
    target: 'python',
    file: 'packages/python/src/coxswain/attempt.py',
    find: '"x-coxswain-attempt": str(number)',
    replace: '"x-coxswain-attempt": str(number + 1)',
  } as const
  const { verdict } = await tryOut(trialOf(mutant, 'python-async'))
  expect(verdict.end).toBe('killed')
}, 30_000)

test('a mutant that changes nothing survives and turns the run red', async () => {
  const { verdict, reasons } = await tryOut(trialOf({ replace: attempts.find }))
  expect(verdict).toEqual({ end: 'survived' })
  expect(reasons).toEqual([expect.stringContaining('survived')])
}, 30_000)

test('a mutant that crashes is invalid and turns the run red', async () => {
  const { verdict, reasons } = await tryOut(
    trialOf({ replace: "'x-coxswain-attempt': (undefined as never as string).trim()" }),
  )
  expect(verdict).toMatchObject({ end: 'invalid', why: 'the mutant crashes: TypeError' })
  expect(reasons).toEqual([expect.stringContaining('invalid')])
}, 30_000)

test('a mutant that does not start is invalid and turns the run red', async () => {
  const { verdict, reasons } = await tryOut(trialOf({ replace: "'x-coxswain-attempt': String(" }))
  expect(verdict).toMatchObject({ end: 'invalid', why: expect.stringContaining('driver ended') })
  expect(reasons).toHaveLength(1)
}, 30_000)

test('a broken server is noticed, and a server that crashes shows nothing', async () => {
  const broken: Partial<Mutant> = {
    behaviour: 'code:session_ended',
    target: 'server',
    file: 'packages/server/src/modules/identity/session.ts',
    find: 'if (session.endedAt !== null) {',
    replace: 'if (session.endedAt === 0) {',
    kills: ['sessions/*'],
  }
  expect((await tryOut(trialOf(broken))).verdict.end).toBe('killed')
  const crash = { ...broken, replace: "if (session.endedAt !== null) { throw new Error('bug')" }
  const { verdict } = await tryOut(trialOf(crash))
  expect(verdict).toMatchObject({ end: 'invalid', why: 'the mutant crashes: internal_error' })
}, 60_000)
