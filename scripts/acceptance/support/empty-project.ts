import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manifestOf, type Published, tarballOf } from '../../packages/pack.ts'
import { run } from './run.ts'

/** A folder of a stranger, with a space in its name, far from this workspace. */
export async function emptyFolder(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `coxswain ${name} `))
}

export async function removeFolder(folder: string | undefined): Promise<void> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
}

/** An npm project that has the packed files of these packages installed, and nothing else of ours. */
export async function npmProject(packages: readonly Published[]): Promise<string> {
  const folder = await emptyFolder('project')
  const files = Object.fromEntries(
    packages.map((name) => [manifestOf(name).name, `file:${tarballOf(name)}`]),
  )
  const manifest = { private: true, dependencies: files }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder })
  return folder
}
