import type { Chance } from '../chance.ts'

/** Headers of an answer and the wait, in milliseconds, that they ask for; null: for none. */
export interface RetryAfterVector {
  kind: 'retry-after'
  headers: Record<string, string>
  wait_ms: number | null
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Drawn as figures and written down, so that the wait is known without reading a header. */
export function drawRetryAfterVector(chance: Chance): RetryAfterVector {
  const headers: Record<string, string> = {}
  const dateMs = Date.UTC(chance.within(1990, 2080), 0, chance.within(1, 365)) + second(chance)
  const dateIsGood = chance.happens(0.8)
  if (dateIsGood) headers.date = writeDate(dateMs)
  else if (chance.happens(0.5)) headers.date = spoil(chance, writeDate(dateMs))
  const own = drawWish(chance, dateMs, dateIsGood)
  let wait = own?.wait ?? null
  if (own) headers['retry-after'] = own.text
  if (chance.happens(0.4)) {
    const inMs = drawDecimal(chance)
    headers['retry-after-ms'] = inMs.text
    if (inMs.thousandths !== null) wait = inMs.thousandths / 1000
  }
  return { kind: 'retry-after', headers, wait_ms: wait }
}

function drawWish(
  chance: Chance,
  dateMs: number,
  dateIsGood: boolean,
): { text: string; wait: number | null } | undefined {
  const form = chance.next()
  if (form < 0.1) return undefined
  if (form < 0.55) {
    const { text, thousandths } = drawDecimal(chance)
    return { text, wait: thousandths }
  }
  const ahead = chance.within(-100, 4000) * 1000
  const text = writeDate(dateMs + ahead)
  if (chance.happens(0.35)) return { text: spoil(chance, text), wait: null }
  return { text, wait: dateIsGood ? Math.max(0, ahead) : null }
}

/** `[0-9]{1,9}(\.[0-9]{1,3})?`, or something near it. */
function drawDecimal(chance: Chance): { text: string; thousandths: number | null } {
  const digits = chance.times(1, 9, () => chance.pick([...'0123456789'])).join('')
  const decimals = chance.happens(0.5) ? chance.times(1, 3, () => chance.within(0, 9)).join('') : ''
  const text = decimals === '' ? digits : `${digits}.${decimals}`
  if (chance.happens(0.65)) {
    return { text, thousandths: Number(digits) * 1000 + Number(decimals.padEnd(3, '0')) }
  }
  const near = [
    `+${text}`,
    `-${text}`,
    `${digits}.`,
    `.${digits}`,
    `${digits}.1234`,
    `${digits}0123456789`,
    `${digits},5`,
    `${digits}e1`,
    `${digits} s`,
    `0x${digits}`,
    `${digits}_0`,
    '',
    '٣',
    'NaN',
  ]
  return { text: chance.pick(near), thousandths: null }
}

function second(chance: Chance): number {
  return chance.within(0, 86_399) * 1000
}

/** IMF-fixdate, field by field. */
export function writeDate(ms: number): string {
  const at = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':')
  const day = `${days[at.getUTCDay()]}, ${two(at.getUTCDate())} ${months[at.getUTCMonth()]}`
  return `${day} ${at.getUTCFullYear()} ${clock} GMT`
}

/** Not an IMF-fixdate any more, although some reader of dates would take it. */
function spoil(chance: Chance, date: string): string {
  const weekday = date.slice(0, 3)
  return chance.pick([
    date.replace('GMT', 'UTC'),
    date.replace(' GMT', ''),
    date.replace('GMT', '+0000'),
    date.toLowerCase(),
    date.slice(5),
    date.replace(weekday, days[(days.indexOf(weekday) + 1) % 7] as string),
    date.replace(/\d\d:\d\d:\d\d/, '24:00:00'),
    date.replace(/:\d\d GMT/, ':60 GMT'),
    date.replace(/ \d\d /, ' 31 ').replace(/ [A-Z][a-z]{2} \d{4}/, ' Feb 2026'),
    date.replaceAll(' ', '  '),
    `${date} `.replace('GMT ', 'GMT.'),
  ])
}
