import { expect, test } from 'vitest'
import { defineResources, type Invoke } from './facade.ts'

class Host {
  readonly calls: unknown[] = []
  readonly invoke: Invoke = ({ id }, args) => this.calls.push([id, args])
}
defineResources(
  Host.prototype,
  { things: { get: 'GET /things/{id} o Thing', list: 'GET /things qp ThingPage' } },
  (host) => host.invoke,
)

type Things = { things: Record<string, (...args: unknown[]) => unknown> }

test('a method hands its operation and its arguments on', () => {
  const host = new Host() as Host & Things
  const { get } = host.things
  get?.('1', { timeout: 5 })
  expect(host.calls).toEqual([['things.get', ['1', { timeout: 5 }]]])
})

test('resources are made when they are first asked for', () => {
  const host = new Host() as Host & Things
  expect(Object.keys(host)).not.toContain('things')
  expect(host.things).toBe(host.things)
  expect(Object.isFrozen(host.things)).toBe(true)
})
