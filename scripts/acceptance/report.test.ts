import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from '../suite/chromium.ts'
import { ask, openBrowser, openPage, type Watched } from './support/browser.ts'
import { emptyFolder, removeFolder } from './support/empty-project.ts'
import { hostileTitle, makeRedPage } from './support/parity-page.ts'

const chromium = findChromium()
const file = resolve('harness/out/parity.html')
const named = chromium
  ? 'the page of the parity suite'
  : 'the page of the parity suite: there is no Chromium (COXSWAIN_TEST_CHROMIUM names one)'

const groundColour = 'getComputedStyle(document.documentElement).backgroundColor'

interface Report {
  readonly subjects: { readonly id: string; readonly checks: number }[]
  readonly totals: { readonly checks: number; readonly fail: number }
  readonly cells: { readonly scenario: string; readonly title: string; readonly checks: number }[]
}

describe.skipIf(chromium === undefined)(named, () => {
  let browser: Browser
  let open: Watched[] = []
  let report: Report
  let folder: string
  let redPage: string

  beforeAll(async () => {
    if (!existsSync(file)) throw new Error('harness/out has no page: run `npm run parity` first')
    report = JSON.parse(readFileSync(resolve('harness/out/report.json'), 'utf8')) as Report
    folder = await emptyFolder('report')
    redPage = await makeRedPage(folder)
    browser = await openBrowser(chromium ?? '')
  })

  /** Whatever a test did with a page, the page kept quiet and to itself. */
  afterEach(async () => {
    const misdeeds = open.flatMap((watched) => watched.misdeeds)
    for (const watched of open) await watched.close()
    open = []
    expect(misdeeds).toEqual([])
  })

  afterAll(async () => {
    await browser?.close()
    await removeFolder(folder)
  })

  async function visit(...args: [file: string, options?: Parameters<typeof openPage>[2]]) {
    const watched = await openPage(browser, ...args)
    open.push(watched)
    return watched.page
  }

  const rows = (page: Page) => page.locator('tr[data-feature]:visible')
  const cell = (page: Page, feature: string, column: number) =>
    page.locator(`tr[data-feature="${feature}"]`).getByRole('gridcell').nth(column)
  const drawer = (page: Page) => page.getByRole('dialog')

  test('shows every SDK, and the totals of the report', async () => {
    const page = await visit(file)
    const heads = page.getByRole('columnheader')
    for (const { id, checks } of report.subjects) {
      await expect.poll(() => heads.filter({ hasText: id }).count()).toBeGreaterThan(0)
      expect(await heads.filter({ hasText: id }).first().textContent()).toContain(number(checks))
    }
    expect(await page.locator('.verdict').textContent()).toContain(number(report.totals.checks))
    expect(await page.getByRole('grid').count()).toBe(1)
    expect(await page.getByRole('rowheader', { name: 'retry.after', exact: false }).count()).toBe(2)
  })

  test('a text and a status leave the rows that have them', async () => {
    const page = await visit(file)
    const all = await rows(page).count()
    await page.keyboard.press('/')
    await page.keyboard.type('retry budget')
    await expect.poll(() => rows(page).count()).toBe(1)
    expect(await page.locator('output').textContent()).toBe(`1 of ${all} features`)
    expect(await rows(page).first().getAttribute('data-feature')).toBe('retry.budget')
    await page.getByRole('searchbox').fill('')
    await expect.poll(() => rows(page).count()).toBe(all)
    const statuses = page.getByRole('group', { name: 'Statuses' })
    await statuses.getByRole('button', { name: 'not applicable' }).click()
    await expect.poll(() => rows(page).count()).toBeLessThan(all)
    const left = await rows(page).allInnerTexts()
    expect(left.every((text) => text.includes('n.a.'))).toBe(true)
    expect(page.url()).toContain('status=not_applicable')
  })

  test('a text finds scenarios too', async () => {
    const page = await visit(file, { hash: '#q=storm-of-503/agents.get' })
    await page.getByRole('button', { name: 'faults/storm-of-503/agents.get', exact: false }).click()
    await drawer(page).getByText('asked to sleep 250 ms, 500 ms').waitFor()
  })

  test('a cell opens its scenarios, and they their checks and their wire with times', async () => {
    const page = await visit(file)
    await cell(page, 'retry.statuses', 0).getByRole('button').click()
    await drawer(page).getByText('408, 429, 500, 502, 503, 504 and connection errors').waitFor()
    const scenario = 'faults/storm-of-503/agents.get'
    await drawer(page).locator(`[data-key="${scenario}"]`).click()
    const trace = drawer(page).getByRole('region', { name: 'Wire trace' })
    await trace.waitFor()
    const lines = await trace.getByRole('listitem').allInnerTexts()
    expect(lines.map(flat)).toEqual([
      expect.stringMatching(/^\d+\.\d ms SDK to proxy: GET .*attempt 0$/),
      expect.stringMatching(/ms proxy: respond 503$/),
      expect.stringMatching(/ms proxy to SDK: 503$/),
      expect.stringMatching(/ms SDK to proxy: GET .*attempt 1$/),
      expect.stringMatching(/ms proxy: respond 503$/),
      expect.stringMatching(/ms proxy to SDK: 503$/),
      expect.stringMatching(/ms SDK to proxy: GET .*attempt 2$/),
      expect.stringMatching(/ms proxy to server: GET .*passed on, changed$/),
      expect.stringMatching(/ms server to proxy: 200$/),
      expect.stringMatching(/ms proxy to SDK: 200 passed on as it is$/),
      expect.stringMatching(/ms SDK: steps\[0\]: ok asked to sleep 250 ms, 500 ms$/),
    ])
    await trace.locator('summary').first().click()
    expect(await trace.locator('pre').first().textContent()).toMatch(/authorization: Bearer /i)
    const checks = report.cells.find((one) => one.scenario === scenario)?.checks
    await drawer(page).locator('.checks summary').getByText(`${checks} checks`).click()
    await drawer(page).locator('.checks li').getByText('steps[0].sleeps_ms[1]').waitFor()
  })

  test('a link leads to a scenario in an SDK, and back', async () => {
    const { title } = report.cells.find((one) => one.scenario === 'governed/denied') ?? {}
    const hash = '#scenario=governed/denied&column=python-async'
    const page = await visit(file, { hash })
    await page.getByRole('dialog', { name: title ?? 'none' }).waitFor()
    const pressed = drawer(page).locator('.choice [aria-pressed="true"]')
    expect(await pressed.textContent()).toContain('python-async')
    await drawer(page).locator('.choice').getByText('node').first().click()
    await expect.poll(() => page.url()).toContain('column=node')
    await drawer(page).getByRole('button', { name: 'Close' }).click()
    await drawer(page).waitFor({ state: 'hidden' })
    await page.goBack()
    await drawer(page).waitFor()
  })

  test('keys do everything', async () => {
    const page = await visit(file)
    await page.getByRole('button', { name: 'Fold groups' }).focus()
    await page.keyboard.press('Tab')
    const focused = () => ask<string>(page, 'document.activeElement.textContent')
    expect(await focused()).toContain('construction')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Options from the environment' }).waitFor()
    await page.keyboard.press('Escape')
    await drawer(page).waitFor({ state: 'hidden' })
    const name = () => ask<string>(page, 'document.activeElement.ariaLabel')
    expect(await name()).toMatch(/^Options from the environment, python-sync /)
    await page.keyboard.press('Control+End')
    expect(
      await ask<number>(page, 'document.activeElement.getBoundingClientRect().top'),
    ).toBeGreaterThan(0)
  })

  test('groups fold away and come back', async () => {
    const page = await visit(file)
    const all = await rows(page).count()
    await page.getByRole('button', { name: /^retries/ }).click()
    await expect.poll(() => rows(page).count()).toBeLessThan(all)
    await page.getByRole('button', { name: 'Fold groups' }).click()
    await expect.poll(() => rows(page).count()).toBe(0)
    await page.getByRole('button', { name: 'Unfold groups' }).click()
    await expect.poll(() => rows(page).count()).toBe(all)
  })

  test('it is light or dark as the system is, or as the reader wishes', async () => {
    const page = await visit(file, { colorScheme: 'light' })
    const ground = () => ask<string>(page, groundColour)
    const light = await ground()
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await ground()
    expect(brightness(dark)).toBeLessThan(60)
    expect(brightness(light)).toBeGreaterThan(200)
    await page.getByLabel('Theme').selectOption('light')
    expect(await ground()).toBe(light)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByLabel('Theme').selectOption('dark')
    expect(await ground()).toBe(dark)
  })

  test('on paper there is the matrix, in the colours of the day, and nothing to press', async () => {
    const page = await visit(file, { colorScheme: 'dark' })
    const all = await rows(page).count()
    await page.emulateMedia({ media: 'print' })
    for (const part of ['.toolbar', '.figures', '.theme']) {
      expect(await page.locator(part).isVisible()).toBe(false)
    }
    expect(await rows(page).count()).toBe(all)
    expect(await page.locator('.verdict').isVisible()).toBe(true)
    const ground = await ask<string>(page, groundColour)
    expect(brightness(ground)).toBe(255)
    const paper = await page.pdf({ format: 'A4' })
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-')
  })

  test('it fits a narrow screen', async () => {
    const page = await visit(file, { viewport: { width: 400, height: 800 } })
    const width = () => ask<number>(page, 'document.documentElement.scrollWidth')
    expect(await width()).toBeLessThanOrEqual(400)
    await ask(page, 'scrollTo(0, 3000)')
    const head = page.getByRole('columnheader', { name: 'Feature' })
    await expect.poll(async () => (await head.boundingBox())?.y).toBe(0)
    await rows(page).getByRole('button').nth(60).click()
    await drawer(page).waitFor()
    expect((await drawer(page).boundingBox())?.width).toBe(400)
    expect(await width()).toBeLessThanOrEqual(400)
  })

  test('what a report holds is text, whatever it holds', async () => {
    const page = await visit(redPage, { hash: '#scenario=small/hostile' })
    await page.getByRole('dialog', { name: hostileTitle }).waitFor()
    await drawer(page).getByText('What the scenario asks').click()
    await drawer(page).locator('.definition').getByText('<b id=pwned>').waitFor()
    expect(await page.title()).toBe('Coxswain SDK parity')
    expect(await page.locator('img, #pwned').count()).toBe(0)
  })

  test('a red run shows what failed, what is not implemented, and what was not run', async () => {
    const page = await visit(redPage)
    expect(await page.locator('.verdict').textContent()).toContain('Red')
    const absent = page.locator('.card.absent')
    expect(await absent.allInnerTexts()).toContainEqual(expect.stringContaining('not in this run'))
    expect(await page.locator('.card.good').getByText('Mutants').count()).toBe(0)
    expect(await cell(page, 'operation:agents.get', 0).textContent()).toContain('✗')
    expect(await cell(page, 'retry.statuses', 0).textContent()).toContain('✓')
    expect(await cell(page, 'retry.statuses', 1).textContent()).toContain('∅')
    expect(await cell(page, 'retry.budget', 0).textContent()).toContain('–')
    await cell(page, 'operation:agents.get', 0).getByRole('button').click()
    await drawer(page).locator('[data-key="small/hostile"]').click()
    await drawer(page).getByText('the call failed').waitFor()
    await drawer(page).getByRole('button', { name: 'toy' }).click()
    await drawer(page).getByText('client.create: the SDK has none').first().waitFor()
  })
})

function number(value: number): string {
  return value.toLocaleString('en-US')
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** From 0 to 255. */
function brightness(colour: string): number {
  const parts = [...colour.matchAll(/\d+/g)].slice(0, 3).map(Number)
  return Math.round(parts.reduce((sum, part) => sum + part, 0) / 3)
}
