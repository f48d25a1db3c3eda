import { afterEach, expect, test, vi } from 'vitest'
import { createUserAgent } from './user-agent.ts'
import { version } from './version.ts'

afterEach(() => void vi.unstubAllGlobals())

test('Node names itself, its version and the platform', () => {
  const { versions, platform } = process
  expect(createUserAgent()).toBe(`coxswain-js/${version} (node/${versions.node}; ${platform})`)
})

test('Bun and Deno are not taken for the Node that they imitate', () => {
  vi.stubGlobal('Bun', { version: '1.3.0' })
  expect(createUserAgent()).toBe(`coxswain-js/${version} (bun/1.3.0; ${process.platform})`)
  vi.unstubAllGlobals()
  vi.stubGlobal('Deno', { version: { deno: '2.5.0' }, build: { os: 'darwin' } })
  expect(createUserAgent()).toBe(`coxswain-js/${version} (deno/2.5.0; ${process.platform})`)
})

test('where nothing is known, that is said', () => {
  vi.stubGlobal('process', undefined)
  expect(createUserAgent()).toBe(`coxswain-js/${version} (edge/unknown; unknown)`)
})

test('browsers name themselves', () => {
  vi.stubGlobal('document', {})
  expect(createUserAgent()).toBeUndefined()
})
