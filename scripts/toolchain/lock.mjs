import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Missing } from './requirements.mjs'

/** Keeps two commands that were started at once from setting up the same folder together. */
export async function withLock(folder, work) {
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, 'lock')
  const deadline = Date.now() + 15 * 60_000
  while (!take(lock)) {
    if (Date.now() > deadline)
      throw new Missing(`Coxswain is being set up by another command (${lock}).`)
    await sleep(200)
  }
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  // The holder may have been killed: its lock is worth nothing then.
  const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
  if (holder > 0 && !alive(holder)) rmSync(lock, { force: true })
  return false
}

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
