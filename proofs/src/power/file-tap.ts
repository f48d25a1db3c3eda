import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'

/**
 * Reads a file again and again through one descriptor. Opening and closing it each time would
 * drop the locks that SQLite holds on it: POSIX locks belong to the process, not to a descriptor.
 */
export class FileTap {
  readonly #path: string
  #descriptor: number | null = null

  constructor(path: string) {
    this.#path = path
  }

  read(): Buffer {
    if (this.#descriptor === null && !existsSync(this.#path)) return Buffer.alloc(0)
    this.#descriptor ??= openSync(this.#path, 'r')
    const bytes = Buffer.alloc(fstatSync(this.#descriptor).size)
    readSync(this.#descriptor, bytes, 0, bytes.length, 0)
    return bytes
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor)
  }
}
