import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The packages that go to npm, each after the ones it depends on. */
export const published = ['contract', 'client', 'broker', 'server', 'cli'] as const
export type Published = (typeof published)[number]

const folder = resolve('.cache/packages')

export function manifestOf(name: Published): { name: string; version: string } {
  return JSON.parse(readFileSync(join('packages', name, 'package.json'), 'utf8'))
}

/** Where `packAll` leaves the file that would be published. */
export function tarballOf(name: Published): string {
  const { name: full, version } = manifestOf(name)
  return join(folder, `${full.replace('@', '').replace('/', '-')}-${version}.tgz`)
}

/** Packs the built packages as they would be published. */
export function packAll(): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const name of published) {
    const args = ['pack', '--pack-destination', folder]
    execFileSync('pnpm', args, { cwd: join('packages', name), stdio: 'pipe' })
  }
}
