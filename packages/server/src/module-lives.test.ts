import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { Module, ModuleLife, ModuleServices } from './module.ts'
import { ModuleLives } from './module-lives.ts'
import { manualTimers } from './testing/index.ts'

function lives() {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const timers = manualTimers()
  return { timers, lines, lives: new ModuleLives({ timers, log: pino(sink), patienceMs: 1000 }) }
}

const module = (name: string, life: ModuleLife | Error): Module => ({
  name,
  operations: [],
  async open() {
    if (life instanceof Error) throw life
    return life
  },
})
const services = {} as ModuleServices
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('modules open and drain in their order, and close in the opposite one', async () => {
  const told: string[] = []
  const life = (name: string): ModuleLife => ({
    committed: () => told.push(`${name} committed`),
    drain: async () => void told.push(`${name} drain`),
    close: async () => void told.push(`${name} close`),
  })
  const { lives: open, timers } = lives()
  await open.open([module('a', life('a')), module('quiet', {}), module('b', life('b'))], services)
  open.committed('org_a', [])
  await open.drain()
  await open.close()
  await open.close()
  expect(told).toEqual(['a committed', 'b committed', 'a drain', 'b drain', 'b close', 'a close'])
  expect(timers.pending).toBe(0)
})

test('what is open when a module fails to open is closed', async () => {
  const closed: string[] = []
  const { lives: open } = lives()
  const first = module('first', { close: async () => void closed.push('first') })
  await expect(open.open([first, module('broken', new Error('no'))], services)).rejects.toThrow()
  await open.close()
  expect(closed).toEqual(['first'])
})

test('a module that fails or hangs at the end is told of and left behind', async () => {
  const closed: string[] = []
  const { lives: open, lines, timers } = lives()
  const failing = {
    async drain() {
      throw new Error('the network is away')
    },
    close: async () => void closed.push('failing'),
  }
  const hanging = { close: () => new Promise<void>(() => undefined) }
  await open.open([module('failing', failing), module('hanging', hanging)], services)
  await open.drain()
  expect(lines.join('')).toContain('the network is away')
  const closing = open.close()
  await turn()
  timers.advance(1000)
  await closing
  expect(lines.at(-1)).toContain('module does not end')
  expect(closed).toEqual(['failing'])
})
