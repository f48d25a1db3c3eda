import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFrameParser, type Frame } from './sse.ts'

const encoder = new TextEncoder()

interface Parsed {
  readonly frames: readonly Frame[]
  readonly retry: number | undefined
}

function parse(chunks: readonly (Uint8Array | string)[]): Parsed {
  const parser = createFrameParser(() => new Error('too long'))
  const frames = chunks.flatMap((chunk) => [
    ...parser.feed(typeof chunk === 'string' ? encoder.encode(chunk) : chunk),
  ])
  return { frames, retry: parser.retry }
}

const parseText = (text: string) => parse([text]).frames

/** The same by the letter of the specification: all the text at once, line by line, nothing clever. */
function oracle(bytes: Uint8Array): Parsed {
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\r|\n/)
  lines.pop()
  const frames: Frame[] = []
  let [id, retry]: [string | undefined, number | undefined] = [undefined, undefined]
  let [event, data, moved] = ['', '', false]
  for (const line of lines) {
    if (line === '') {
      if (data !== '') frames.push({ event, data: data.slice(0, -1), id })
      else if (moved) frames.push({ event, data: undefined, id })
      event = ''
      data = ''
      moved = false
      continue
    }
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'event') event = value
    if (name === 'data') data += `${value}\n`
    if (name === 'id' && !value.includes('\0')) {
      id = value
      moved = true
    }
    if (
      name === 'retry' &&
      value !== '' &&
      [...value].every((digit) => '0123456789'.includes(digit))
    )
      retry = Number.parseInt(value, 10)
  }
  return { frames, retry }
}

const piece = fc.oneof(
  fc.constantFrom(
    'data',
    'data:',
    'data: ',
    'event: a',
    'id',
    'id: ',
    'id: 7',
    'retry: ',
    'retry:5',
  ),
  fc.constantFrom(
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\r\r',
    '\r\n\r\n',
    ':',
    ' ',
    '\0',
    '12',
    '٣',
    '\u2028',
  ),
  fc.constantFrom('é', '😀', '\ufeff', 'x', '{"a":1}', ': comment', '\ndata: x\n\n'),
)
const rawBytes = fc.oneof(
  piece.map((text) => encoder.encode(text)),
  // Halves of characters and bytes that are never part of one.
  fc
    .constantFrom([0xef], [0xef, 0xbb], [0xe2, 0x82], [0xf0, 0x9f], [0xff], [0x80])
    .map((bytes) => new Uint8Array(bytes)),
)
const source = fc
  .array(rawBytes, { maxLength: 25 })
  .map((parts) => new Uint8Array(parts.flatMap((part) => [...part])))

test('cut into whatever chunks, it reads what the whole text says', () => {
  fc.assert(
    fc.property(source, fc.infiniteStream(fc.integer({ min: 0, max: 6 })), (bytes, sizes) => {
      const chunks: Uint8Array[] = []
      for (let start = 0; start < bytes.length; ) {
        const size = sizes.next().value ?? 1
        chunks.push(bytes.subarray(start, start + size))
        start += size
      }
      expect(parse(chunks)).toEqual(oracle(bytes))
    }),
    { numRuns: 2000 },
  )
})

test('so it does for every cut in two of a text that holds every kind of line', () => {
  const text =
    '\ufeffretry: 1500\r\n: life\r\n\r\nid: é\revent: a\u2028b\rdata: 😀\rdata\r\rid\n\ndata:  x\n\nid: 9\n\nid: a\0b\ndata: y\n\ndata: tail\n'
  const bytes = encoder.encode(text)
  const whole = oracle(bytes)
  expect(whole).toEqual({
    retry: 1500,
    frames: [
      { event: 'a\u2028b', data: '😀\n', id: 'é' },
      { event: '', data: undefined, id: '' },
      { event: '', data: ' x', id: '' },
      { event: '', data: undefined, id: '9' },
      { event: '', data: 'y', id: '9' },
    ],
  })
  for (let cut = 0; cut <= bytes.length; cut++)
    expect(parse([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole)
  expect(parse([...bytes].map((byte) => new Uint8Array([byte])))).toEqual(whole)
})

test.each<[string, string, readonly Frame[]]>([
  ['a frame without data moves the cursor', 'id: 1\n\n', [{ event: '', data: undefined, id: '1' }]],
  ['an empty line of data is data', 'data\n\n', [{ event: '', data: '', id: undefined }]],
  ['comments, and an event without data, are nothing', ': a\n\nevent: x\n\n', []],
  ['what no blank line ends is dropped', 'id: 1\ndata: x\n', []],
  ['a second byte order mark is text', '\ufeff\ufeffdata: x\n\n', []],
  [
    'a byte order mark on a later line is text',
    'data: x\n\ufeffdata: y\n\n',
    [{ event: '', data: 'x', id: undefined }],
  ],
  ['names are compared by the letter', 'Data: x\n data: y\n\n', []],
])('%s', (_, text, frames) => {
  expect(parseText(text)).toEqual(frames)
})

test.each([
  ['retry: 10\n', 10],
  ['retry:0\n', 0],
  ['retry: 1.5\n', undefined],
  ['retry: -1\n', undefined],
  ['retry: ٣\n', undefined],
  ['retry:  5\n', undefined],
  ['retry\n', undefined],
  ['retry: 10', undefined],
])('%j asks for %s', (text, retry) => {
  expect(parse([text]).retry).toBe(retry)
})

test('frames are read as they are asked for', () => {
  const parser = createFrameParser(() => new Error('too long'))
  const frames = parser.feed(encoder.encode('data: 1\n\nretry: 5\n\n'))
  expect(frames.next().value).toMatchObject({ data: '1' })
  expect(parser.retry).toBeUndefined()
  expect(frames.next().done).toBe(true)
  expect(parser.retry).toBe(5)
})

test('a frame has a mebibyte, whatever its lines and its chunks', () => {
  const fill = (size: number) => `data: 1\r\n\r\n:${'x'.repeat(size - 4)}\r\r\nid: 1\n\n`
  expect(parse([fill(2 ** 20)]).frames).toHaveLength(2)
  const read: Frame[] = []
  const parser = createFrameParser(() => new Error('too long'))
  const feed = () => {
    for (const frame of parser.feed(encoder.encode(fill(2 ** 20 + 2)))) read.push(frame)
  }
  expect(feed).toThrow('too long')
  // What stood before it was a frame.
  expect(read).toHaveLength(1)
})

test('a line that never ends is refused while it comes, byte by byte, in linear time', () => {
  const parser = createFrameParser(() => new Error('too long'))
  const chunk = new Uint8Array(64).fill(0x61)
  let fed = 0
  const feed = () => {
    for (;;) {
      parser.feed(chunk).next()
      fed += chunk.length
    }
  }
  expect(feed).toThrow('too long')
  expect(fed).toBe(2 ** 20)
})
