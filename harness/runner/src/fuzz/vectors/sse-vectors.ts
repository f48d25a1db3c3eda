import type { Chance } from '../chance.ts'

/** A byte stream and the frames in it, each with how many bytes must have come for it to be there. */
export interface SseVector {
  kind: 'sse'
  b64: string
  frames: { at: number; event: string; data: string | null; id: string | null }[]
  retry: number | null
}

const lineEnds = ['\n', '\r', '\r\n']
const texts = [
  '',
  'a',
  'two words',
  ' led by a blank',
  'a:b',
  ':',
  'Zoë 🚣',
  '\u2028',
  '\u0085',
  '\0',
]
const junk = [
  ': a comment',
  ':',
  'data_',
  'Data: no',
  'ID: 9',
  'unknown: field',
  ' data: no',
  'event_x',
]
const badRetries = ['', '-1', '1.5', '1e3', ' 5', '５', 'soon']

/**
 * Nothing is parsed here: frames are drawn first and written down as the WHATWG allows, so that what
 * must be read is known without a parser.
 */
export function drawSseVector(chance: Chance): SseVector {
  const parts: Buffer[] = []
  let size = 0
  const write = (text: string | Buffer) => {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    parts.push(bytes)
    size += bytes.length
  }
  // Where CR ends a line, LF must not begin the next one: they would be one line end.
  let end = chance.pick(lineEnds)
  const line = (text: string) => {
    write(text)
    write(end)
    const mayBegin = end === '\r' ? ['\r', '\r\n'] : lineEnds
    end = chance.pick(mayBegin)
  }
  const field = (name: string, value: string) => {
    const mustPad = value.startsWith(' ')
    if (value === '' && chance.happens(0.3)) line(name)
    else line(`${name}:${mustPad || chance.happens(0.7) ? ' ' : ''}${value}`)
  }
  const vector: SseVector = { kind: 'sse', b64: '', frames: [], retry: null }
  let id: string | null = null
  if (chance.happens(0.4)) write(Buffer.from([0xef, 0xbb, 0xbf]))
  for (let left = chance.within(1, 3); left > 0; left -= 1) {
    let event = ''
    let moved = false
    const data: string[] = []
    const fields: (() => void)[] = [
      ...chance.times(0, 2, () => () => {
        const value = chance.pick(texts)
        data.push(value)
        field('data', value)
      }),
      ...chance.times(0, 1, () => () => {
        event = chance.pick(texts)
        field('event', event)
      }),
      ...chance.times(0, 1, () => () => {
        const value = chance.pick(['evt_1', '7', '', 'é', 'a\0b'])
        field('id', value)
        if (value.includes('\0')) return
        id = value
        moved = true
      }),
      ...chance.times(0, 1, () => () => {
        const bad = chance.happens(0.4)
        const value = bad ? chance.pick(badRetries) : String(chance.within(0, 99_999))
        // One blank after the colon is no part of the value.
        line(`retry: ${value}`)
        if (!bad) vector.retry = Number(value)
      }),
      ...chance.times(0, 2, () => () => line(chance.pick(junk))),
    ]
    while (fields.length > 0) fields.splice(chance.within(0, fields.length - 1), 1)[0]?.()
    // The first byte of a blank line's end is enough: CR may be followed by LF or not.
    const at = size + 1
    line('')
    if (data.length > 0) vector.frames.push({ at, event, data: data.join('\n'), id })
    else if (moved) vector.frames.push({ at, event, data: null, id })
  }
  if (chance.happens(0.5)) write(chance.pick(['data: cut off', 'id: 9', 'data: cut off\n', 'ret']))
  vector.b64 = Buffer.concat(parts).toString('base64')
  return vector
}
