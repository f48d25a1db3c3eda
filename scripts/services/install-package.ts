import { spawnSync } from 'node:child_process'

/** Brings a package of Debian onto the machine. Throws with what apt-get said where it can't. */
export function installPackage(name: string): void {
  apt('update', '--quiet', '--quiet')
  apt('install', '--quiet', '--quiet', '--yes', '--no-install-recommends', name)
}

function apt(...args: string[]): void {
  const command = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '--non-interactive', 'apt-get']
  const [program = '', ...words] = [...command, ...args]
  const { status, error, stderr } = spawnSync(program, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 300_000,
  })
  if (status === 0) return
  const reason = error?.message ?? stderr.trim().split('\n').slice(-5).join('\n')
  throw new Error(`\`${[program, ...words].join(' ')}\` failed: ${reason}`)
}
