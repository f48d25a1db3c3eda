import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Missing } from './requirements.mjs'

/**
 * Does a piece of set-up once: `work` runs only when what it depends on (`inputs`) changed since it
 * last succeeded, or when what it should have left behind (`leaves`) is gone.
 */
export function step(root, piece) {
  if (isDone(root, piece)) return
  const stamp = stampOf(root, piece)
  rmSync(stamp, { force: true })
  const started = Date.now()
  process.stderr.write(`setting up ${piece.name} ...`)
  try {
    piece.work()
  } catch (error) {
    process.stderr.write('\n')
    throw error
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, hashOf(piece))
  process.stderr.write(` ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
}

export function isDone(root, piece) {
  const stamp = stampOf(root, piece)
  if (!existsSync(stamp) || !piece.leaves.every(existsSync)) return false
  return readFileSync(stamp, 'utf8') === hashOf(piece)
}

const stampOf = (root, { name }) => join(root, '.tools', 'stamps', name.replaceAll(' ', '-'))

const hashOf = ({ inputs }) => createHash('sha256').update(JSON.stringify(inputs)).digest('hex')

/** Runs a program quietly; when it fails, its whole output is shown after one sentence. */
export function run(command, args, { what, ...options }) {
  const windows = process.platform === 'win32'
  const done = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: windows,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 10 * 60_000,
    ...options,
  })
  if (done.status === 0) return
  const why = done.error === undefined ? `exit code ${done.status}` : done.error.message
  const output = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim()
  throw new Missing(`Coxswain could not ${what} (${why}).${output === '' ? '' : `\n\n${output}`}`)
}
