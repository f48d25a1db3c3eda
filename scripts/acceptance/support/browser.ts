import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** What a page did that it must not do: words on the console, errors, requests for anything but itself. */
export interface Watched {
  readonly page: Page
  readonly misdeeds: string[]
  close(): Promise<void>
}

export async function openBrowser(executablePath: string): Promise<Browser> {
  // The sandbox needs a user of its own; root has none to give.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
}

/** Opens a page from the disk, in a profile of its own, and waits until it has drawn itself. */
export async function openPage(
  browser: Browser,
  file: string,
  { hash = '', ...options }: BrowserContextOptions & { hash?: string } = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const url = pathToFileURL(file).href
  const misdeeds: string[] = []
  page.on('console', (message) => misdeeds.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => misdeeds.push(error.message))
  page.on('request', (request) => {
    const target = request.url()
    if (target.split('#', 1)[0] !== url && !target.startsWith('data:')) misdeeds.push(target)
  })
  await page.goto(url + hash)
  await page.locator('html[data-ready]').waitFor()
  return { page, misdeeds, close: () => context.close() }
}

/** The value of an expression in the page. */
export function ask<Value>(page: Page, expression: string): Promise<Value> {
  return page.evaluate(expression)
}
