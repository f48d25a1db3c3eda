import { spawnSync } from 'node:child_process'

/** Installs packages of Debian, as root or through sudo; throws when they can't be had. */
export function installPackages(...packages: readonly string[]): void {
  aptGet('update')
  aptGet('install', '--yes', '--no-install-recommends', ...packages)
}

function aptGet(...args: readonly string[]): void {
  const isRoot = process.getuid?.() === 0
  const [program = '', ...rest] = [...(isRoot ? [] : ['sudo', '--non-interactive']), 'apt-get']
  const { status, error, stderr } = spawnSync(program, [...rest, '--quiet', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status === 0) return
  throw new Error(`apt-get ${args.join(' ')} failed: ${error?.message ?? stderr}`)
}
