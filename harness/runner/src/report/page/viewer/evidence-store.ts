import type { Evidence } from '../page-data.ts'
import { unpack } from './unpack.ts'

/** What is behind the scenarios, unpacked a chunk at a time when one of them is opened. */
export class EvidenceStore {
  readonly #chunkSize: number
  readonly #chunks = new Map<number, Promise<Evidence[]>>()

  constructor(chunkSize: number) {
    this.#chunkSize = chunkSize
  }

  async read(scenario: number): Promise<Evidence> {
    const chunk = Math.floor(scenario / this.#chunkSize)
    const unpacked = this.#chunks.get(chunk) ?? unpack<Evidence[]>(`evidence-${chunk}`)
    this.#chunks.set(chunk, unpacked)
    const evidence = (await unpacked)[scenario % this.#chunkSize]
    if (!evidence) throw new Error(`the page has no evidence of scenario ${scenario}`)
    return evidence
  }
}
