import type { Worker } from '../../module.ts'
import { systemScope } from '../../store/unit-of-work.ts'
import type { ApiKeyRecord } from './api-key.ts'
import { setLastUsed } from './api-key-repository.ts'

/**
 * Remembers when keys were used, to the minute, and writes it now and then, outside the log: a
 * request should not become a write for it. What is not yet written is already read.
 */
export class LastUsed {
  readonly #recent = new Map<string, number>()
  readonly #unwritten = new Set<string>()

  touch(keyId: string, now: number): void {
    const minute = now - (now % 60_000)
    if (this.#recent.get(keyId) === minute) return
    if (this.#recent.size >= maxRemembered) this.#forget()
    this.#recent.set(keyId, minute)
    this.#unwritten.add(keyId)
  }

  /** The worker is behind or was never started: minutes may get lost, memory may not. */
  #forget(): void {
    this.#recent.clear()
    this.#unwritten.clear()
  }

  /** The key as it would be if everything was written. */
  overlay(key: ApiKeyRecord): ApiKeyRecord {
    const recent = this.#recent.get(key.id) ?? null
    if (recent === null || (key.lastUsedAt ?? 0) >= recent) return key
    return { ...key, lastUsedAt: recent }
  }

  worker(): Worker {
    return {
      name: 'identity.last-used',
      everyMs: 1000,
      run: async ({ store }) => {
        for (let uses = this.#take(); uses.length > 0; uses = this.#take()) {
          try {
            await store.write(systemScope('identity.last-used'), async (unit) => {
              for (const [id, minute] of uses) await setLastUsed(unit, id, minute)
            })
          } catch (error) {
            for (const [id] of uses) this.#unwritten.add(id)
            throw error
          }
        }
      },
    }
  }

  /** What is next to write. A use from now on counts as unwritten again. */
  #take(): [string, number][] {
    const ids = [...this.#unwritten].slice(0, maxPerUnit)
    for (const id of ids) this.#unwritten.delete(id)
    return ids.map((id) => [id, this.#recent.get(id) ?? 0])
  }
}

const maxRemembered = 10_000
const maxPerUnit = 500
