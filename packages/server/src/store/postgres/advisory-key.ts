import { createHash } from 'node:crypto'

/** The number by which PostgreSQL knows an advisory lock: 64 bits of a name's SHA-256. */
export function advisoryKey(name: string): bigint {
  return createHash('sha256').update(name).digest().readBigInt64BE()
}
