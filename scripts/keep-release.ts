// Packs everything that is published in the version that it has now, and keeps it in harness/releases.
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { manifestOf, packAll, published, tarballOf } from './packages/pack.ts'
import { releasesFolder, writeSums } from './packages/releases.ts'

const { version } = manifestOf('client')
const folder = resolve(releasesFolder, version)
if (existsSync(folder)) {
  console.error(`${folder} is there already: a release never changes. Choose the next version.`)
  process.exit(1)
}
const show = { stdio: 'inherit' } as const
execFileSync('pnpm', ['build'], show)
packAll()
mkdirSync(folder, { recursive: true })
for (const name of published) copyFileSync(tarballOf(name), join(folder, basename(tarballOf(name))))
execFileSync(
  'python',
  ['-m', 'build', '--no-isolation', '--outdir', folder, 'packages/python'],
  show,
)
writeSums(folder)
console.log(`kept ${folder}`)
