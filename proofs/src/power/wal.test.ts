import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FileTap } from './file-tap.ts'
import { commitsOf, readWal } from './wal.ts'

const folder = mkdtempSync(join(tmpdir(), 'coxswain-wal-'))
const path = join(folder, 'a.db')
const database = new DatabaseSync(path)
const tap = new FileTap(`${path}-wal`)
let file: Buffer = Buffer.alloc(0)

beforeAll(() => {
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (x)')
  for (let row = 0; row < 5; row++) database.exec(`INSERT INTO t VALUES (randomblob(9000))`)
  file = tap.read()
})
afterAll(() => {
  tap.close()
  database.close()
  rmSync(folder, { recursive: true })
})

test('each transaction ends with one frame that says so, and the last one ends the file', () => {
  const wal = readWal(file)
  expect(wal === null ? 0 : commitsOf(wal)).toBe(6)
  expect(wal?.pageSize).toBe(4096)
  expect(wal?.frames.at(-1)?.end).toBe(file.length)
  expect(wal?.frames.length).toBeGreaterThan(6)
})

test('what is behind a broken frame does not count', () => {
  const frames = readWal(file)?.frames ?? []
  for (const [index, { end }] of frames.entries()) {
    const broken = Buffer.from(file)
    broken.writeUInt8(broken.readUInt8(end - 1) ^ 1, end - 1)
    expect(readWal(broken)?.frames.length).toBe(index)
    expect(readWal(file.subarray(0, end - 1))?.frames.length).toBe(index)
  }
})

test('a header that is half there counts for nothing', () => {
  const torn = Buffer.from(file)
  torn.writeUInt8(torn.readUInt8(20) ^ 1, 20)
  expect(readWal(torn)).toBeNull()
  expect(readWal(file.subarray(0, 31))).toBeNull()
  expect(readWal(Buffer.alloc(0))).toBeNull()
})
