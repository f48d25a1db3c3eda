import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from './run.ts'

/** The folder of programs of a Node version, fetched from the npm package `node` once. */
export async function nodeVersion(version: string): Promise<string> {
  const home = resolve('.tools', 'nodes', version)
  const bin = join(home, 'node_modules', '.bin')
  if (existsSync(join(home, 'ready'))) return bin
  mkdirSync(home, { recursive: true })
  const manifest = { private: true, allowScripts: { node: true }, dependencies: { node: version } }
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest))
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
  await run('npm', args, { cwd: home, limit: 240 })
  writeFileSync(join(home, 'ready'), '')
  return bin
}
