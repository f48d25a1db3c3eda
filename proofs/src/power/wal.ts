/**
 * SQLite's write-ahead log as its file format describes it (sqlite.org/fileformat2.html, section 4):
 * a header of 32 bytes, then frames of 24 bytes and a page each. A frame counts when its salts are
 * the header's and its checksum, which runs on from the frame before, is right; what counts is
 * committed up to the last frame that ends a transaction.
 */
export interface Wal {
  readonly pageSize: number
  /** Of this generation: a WAL that is begun anew has other ones. */
  readonly salts: string
  /** Those that count, in order. */
  readonly frames: readonly Frame[]
}

export interface Frame {
  readonly page: number
  /** Whether it ends a transaction. */
  readonly commit: boolean
  /** Where it ends in the file. */
  readonly end: number
}

export const walHeaderBytes = 32
export const frameHeaderBytes = 24
const magic = 0x377f0682

type Sums = readonly [number, number]

/** Reads what counts of a WAL; `null` when its header does not. */
export function readWal(file: Buffer): Wal | null {
  if (file.length < walHeaderBytes) return null
  const word = file.readUInt32BE(0)
  if (word !== magic && word !== magic + 1) return null
  const bigEndian = word === magic + 1
  let sums = checksum(file.subarray(0, 24), [0, 0], bigEndian)
  if (!isAt(file, 24, sums)) return null
  const pageSize = file.readUInt32BE(8)
  const salts = file.subarray(16, 24)
  const frames: Frame[] = []
  const size = frameHeaderBytes + pageSize
  for (let at = walHeaderBytes; at + size <= file.length; at += size) {
    const head = file.subarray(at, at + frameHeaderBytes)
    if (!head.subarray(8, 16).equals(salts)) break
    sums = checksum(head.subarray(0, 8), sums, bigEndian)
    sums = checksum(file.subarray(at + frameHeaderBytes, at + size), sums, bigEndian)
    if (!isAt(head, 16, sums)) break
    frames.push({
      page: head.readUInt32BE(0),
      commit: head.readUInt32BE(4) !== 0,
      end: at + size,
    })
  }
  return { pageSize, salts: salts.toString('hex'), frames }
}

/** How many transactions a WAL gives back. */
export function commitsOf({ frames }: Pick<Wal, 'frames'>): number {
  return frames.filter(({ commit }) => commit).length
}

function isAt(bytes: Buffer, at: number, [first, second]: Sums): boolean {
  return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second
}

function checksum(bytes: Buffer, [first, second]: Sums, bigEndian: boolean): Sums {
  let one = first
  let two = second
  for (let at = 0; at < bytes.length; at += 8) {
    const [x, y] = bigEndian
      ? [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
      : [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)]
    one = (one + x + two) >>> 0
    two = (two + y + one) >>> 0
  }
  return [one, two]
}
