import { accessSync, constants } from 'node:fs'
import { installPackages } from '../services/debian.ts'

/** Where Debian, other systems and people put it. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

export interface ChromiumSearch {
  /** Default: `process.env`. `COXSWAIN_TEST_CHROMIUM` names one; with `CI=true` there must be one. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly isProgram?: (path: string) => boolean
  readonly install?: () => void
}

/** A Chromium for tests, or undefined where there is none and nobody insists. */
export function findChromium(search: ChromiumSearch = {}): string | undefined {
  const { env = process.env, isProgram = canRun, install = installChromium } = search
  const named = env.COXSWAIN_TEST_CHROMIUM
  if (named) {
    if (isProgram(named)) return named
    throw new Error(`COXSWAIN_TEST_CHROMIUM names ${named}, which can't be run`)
  }
  const found = places.find(isProgram)
  if (found !== undefined || env.CI !== 'true') return found
  install()
  const installed = places.find(isProgram)
  if (installed === undefined) throw new Error('Chromium was installed, but is nowhere to be found')
  return installed
}

/** A page without a font has no text to be looked at. */
function installChromium(): void {
  installPackages('chromium', 'fonts-dejavu-core')
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
