import type { Chance } from '../chance.ts'
import type { SseVector } from './sse-vectors.ts'

/** Pieces of streams, and bytes that belong to none: halves of characters, marks, characters that end no line. */
const pieces = [
  ...['data', 'event', 'id', 'retry', 'data:', 'data: x', 'id: 7', 'id:', 'event: e', 'retry: 250'],
  ...['\n', '\r', '\r\n', '\n\n', '\r\r', '\r\n\r\n', '\n\r', ':', ': ', ' ', '\0', '12', '٣'],
  ...['é', '🚣', '\u2028', '\u0085', '\u000b', '\u000c', '\u001c', '\ufeff', ': comment'],
].map((text) => Buffer.from(text))
const broken = [[0xef], [0xef, 0xbb], [0xe2, 0x82], [0xf0, 0x9f], [0xc0, 0x80], [0xff], [0x80]]
const bytes = [...pieces, ...broken.map((list) => Buffer.from(list))]

/** A stream of whatever bytes, with what it says when all of it is read at once, by the letter of the WHATWG. */
export function drawNoiseVector(chance: Chance): SseVector {
  const stream = Buffer.concat(chance.times(4, 24, () => chance.pick(bytes)))
  const { frames, retry } = readWhole(stream)
  const at = frames.map((_, index) => {
    let length = 0
    while (readWhole(stream.subarray(0, length)).frames.length <= index) length += 1
    return length
  })
  return {
    kind: 'sse',
    b64: stream.toString('base64'),
    frames: frames.map((frame, index) => ({ at: at[index] as number, ...frame })),
    retry,
  }
}

/** HTML, section 9.2.6, word by word: it is clear, and slow, and never sees a part of a stream. */
function readWhole(stream: Buffer): {
  frames: Omit<SseVector['frames'][number], 'at'>[]
  retry: number | null
} {
  const frames: Omit<SseVector['frames'][number], 'at'>[] = []
  let [retry, lastId]: [number | null, string | null] = [null, null]
  let [event, data, moved] = ['', '', false]
  // What the last line end does not end is dropped.
  for (const line of new TextDecoder()
    .decode(stream)
    .split(/\r\n|\r|\n/)
    .slice(0, -1)) {
    if (line === '') {
      // One that only moves the cursor is no event by the letter, and told all the same.
      if (data !== '' || moved) {
        frames.push({ event, data: data === '' ? null : data.slice(0, -1), id: lastId })
      }
      event = ''
      data = ''
      moved = false
      continue
    }
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const rest = colon < 0 ? '' : line.slice(colon + 1)
    const value = rest.startsWith(' ') ? rest.slice(1) : rest
    if (name === 'event') event = value
    if (name === 'data') data += `${value}\n`
    if (name === 'retry' && /^[0-9]+$/.test(value)) retry = Number(value)
    if (name === 'id' && !value.includes('\0')) {
      lastId = value
      moved = true
    }
  }
  return { frames, retry }
}
