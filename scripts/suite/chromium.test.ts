import { expect, test } from 'vitest'
import { type ChromiumSearch, findChromium } from './chromium.ts'

const chromium = '/usr/bin/chromium'

/** A machine that has these programs, and gets one when something is installed. */
function search(programs: string[], more: ChromiumSearch = {}) {
  const machine = { installs: 0 }
  const install = () => {
    machine.installs += 1
    programs.push(chromium)
  }
  const isProgram = (path: string) => programs.includes(path)
  const find = () => findChromium({ env: {}, isProgram, install, ...more })
  return { machine, find }
}

test('the one that is named is taken, and must be there', () => {
  const env = { COXSWAIN_TEST_CHROMIUM: '/opt/mine' }
  expect(search([chromium, '/opt/mine'], { env }).find()).toBe('/opt/mine')
  expect(search([chromium], { env }).find).toThrow("/opt/mine, which can't be run")
})

test('Debian’s own comes before others', () => {
  expect(search(['/usr/bin/google-chrome', chromium]).find()).toBe(chromium)
  expect(search(['/usr/bin/google-chrome']).find()).toBe('/usr/bin/google-chrome')
})

test('without CI there may be none, and nothing is installed', () => {
  const { machine, find } = search([])
  expect(find()).toBeUndefined()
  expect(machine.installs).toBe(0)
})

test('with CI what is missing is installed, once', () => {
  const { machine, find } = search([], { env: { CI: 'true' } })
  expect([find(), find()]).toEqual([chromium, chromium])
  expect(machine.installs).toBe(1)
})

test('with CI one that can’t be had is an error', () => {
  const env = { CI: 'true' }
  const refused = () => {
    throw new Error('apt-get update failed')
  }
  expect(search([], { env, install: refused }).find).toThrow('apt-get update failed')
  expect(search([], { env, install: () => undefined }).find).toThrow('nowhere to be found')
})
