import { expect, test } from 'vitest'
import { readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import { Course } from './course.ts'
import { Kinds } from './kinds.ts'
import { Schemas } from './payloads/schema.ts'
import { World } from './world.ts'

const artifact = readArtifact()
const rows = artifact['x-transitions']
const operations = readOperations(artifact)
const kinds = new Kinds(new Schemas(artifact), operations)

function courseTo(goal: string, wish?: string): Course {
  return new Course(
    kinds,
    rows,
    rows.find(({ id }) => id === goal),
    operations.find(({ id }) => id === wish),
  )
}

/** A world in which an action has this status. */
function worldWith(status?: string): World {
  const world = new World(kinds)
  if (status) world.hear('s1', { id: 'act_1', status }, { client: 'worker' })
  return world
}

const nextOf = (goal: string, status?: string) => [...courseTo(goal).next(worldWith(status)).keys()]

test('the contract says what brings a sequence nearer to a transition', () => {
  expect(nextOf('action.fail')).toEqual(['actions.create'])
  expect(nextOf('action.fail', 'pending_approval')).toContain('approvals.approve')
  expect(nextOf('action.fail', 'approved')).toEqual(['actions.claim'])
  expect(nextOf('action.fail', 'running')).toEqual(['actions.outcome'])
})

test('what no operation does, time does', () => {
  expect(nextOf('action.lose', 'running')).toEqual(['time'])
})

test('what a transition is for has to be asked for', () => {
  expect(courseTo('action.fail').wanted('actions.outcome', worldWith('running'))).toEqual([
    'outcome',
    'failed',
  ])
  expect(courseTo('action.block').wanted('actions.create', worldWith())).toEqual([
    'decision',
    'block',
  ])
  expect(courseTo('action.claim').wanted('actions.claim', worldWith('approved'))).toBeUndefined()
})

test('every transition of the contract can be headed for from nothing', () => {
  for (const { id } of rows) expect(nextOf(id), id).not.toEqual([])
})

test('an operation that is wished for needs its thing first', () => {
  const wishing = (wish: string, world: World) => [
    ...new Course(
      kinds,
      rows,
      undefined,
      operations.find(({ id }) => id === wish),
    )
      .next(world)
      .keys(),
  ]
  expect(wishing('assumptions.get', worldWith())).toEqual(['actions.create'])
  expect(wishing('assumptions.get', worldWith('approved'))).toEqual(['assumptions.create'])
  expect(wishing('agents.list', worldWith())).toEqual(['agents.list'])
})

test('an operation suits things in the states from which it leads', () => {
  const course = courseTo('action.claim')
  const thing = { kind: 'action', id: 'act_1', ref: '', client: 'main' } as const
  expect(course.suits('actions.claim', { ...thing, status: 'approved' })).toBe(true)
  expect(course.suits('actions.claim', { ...thing, status: 'blocked' })).toBe(false)
  expect(course.suits('actions.get', { ...thing, status: 'blocked' })).toBe(true)
})
