import { canonical } from '../expect/operators.ts'
import { type Fields, isFields, type Value } from '../expect/value.ts'
import type { Trace } from '../run/trace.ts'
import { allowList, idPattern, type TextRule } from './rules.ts'

export interface NormaliseOptions {
  /** Calls ran at the same time: the order of the wire says nothing. */
  unordered?: boolean
  /** Places that measure something, such as `steps[0].ok.checks[*].latency_ms`. */
  volatile?: readonly string[]
  /** Places where an idiom row lets the languages differ. */
  idioms?: readonly string[]
}

/** A trace in the form that is compared, and how often the allow-list was used on it. */
export interface Normalised {
  value: Value
  rewrites: number
}

export function normalise(trace: Trace, options: NormaliseOptions = {}): Normalised {
  const walk = new Walk(options)
  const value = walk.value(trace as unknown as Value, '')
  if (options.unordered && isFields(value)) {
    for (const name of ['wire', 'steps']) {
      if (Array.isArray(value[name])) value[name] = sortDeep(value[name])
    }
  }
  return { value, rewrites: walk.rewrites }
}

/** Where a text stands: in which header, or in an error's message. */
type TextPlace = { header: string; side: 'request' | 'response' } | 'message' | undefined

function isAbout(rule: TextRule, place: TextPlace): boolean {
  if (rule.message) return place === 'message'
  if (rule.header === undefined) return true
  if (place === undefined || place === 'message') return false
  return rule.header === place.header && (rule.side ?? place.side) === place.side
}

function isExchange(path: string): boolean {
  return /^wire\[\d+\]$/.test(path)
}

/** What the server has said by the time a client hangs up. */
const saidMeanwhile = ['status', 'response_headers', 'response_body', 'frames', 'upstream']

/**
 * How a pool picks among its connections is up to the transport; scenarios on reuse assert it. What a
 * client that hung up would have been answered is a matter of microseconds.
 */
function isOfTheMoment({ end }: Fields, name: string): boolean {
  return name === 'connection' || (end === 'closed_by_client' && saidMeanwhile.includes(name))
}

class Walk {
  rewrites = 0
  readonly #options: NormaliseOptions
  readonly #ids = new Map<string, string>()

  constructor(options: NormaliseOptions) {
    this.#options = options
  }

  value(value: Value, path: string): Value {
    if (this.#isAt(this.#options.idioms, path)) return this.#rewritten('<idiom>')
    if (this.#isAt(this.#options.volatile, path)) return this.#rewritten(`<${typeof value}>`)
    if (typeof value === 'string') {
      return this.#text(value, path.endsWith('.error.message') ? 'message' : undefined) ?? ''
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => this.value(item, `${path}[${index}]`))
    }
    return isFields(value) ? this.#fields(value, path) : value
  }

  #fields(fields: Fields, path: string): Fields {
    const isHeaderMap = /(?:^|\.)(?:response_)?headers$/.test(path)
    const side = /^wire\[\d+\](?:\.upstream)?\.headers$/.test(path) ? 'request' : 'response'
    const result: Fields = {}
    // In one order for all, so that ids are numbered alike whatever order they arrived in.
    for (const name of Object.keys(fields).sort()) {
      const item = fields[name] as Value
      if (isExchange(path) && isOfTheMoment(fields, name)) {
        this.rewrites += 1
        continue
      }
      const place = path === '' ? name : `${path}.${name}`
      if (isHeaderMap && typeof item === 'string' && !this.#isSetAside(place)) {
        const text = this.#text(item, { header: name, side })
        if (text !== undefined) result[name] = text
      } else {
        result[this.#text(name, undefined) ?? name] = this.value(item, place)
      }
    }
    return result
  }

  /** Undefined: the header is left out. */
  #text(text: string, place: TextPlace): string | undefined {
    let result: string | undefined = text
    for (const rule of allowList) {
      if (result === undefined) break
      if (isAbout(rule, place)) result = this.#apply(rule, result)
    }
    return result?.replaceAll(idPattern, (id) => this.#rewritten(this.#number(id)))
  }

  #apply(rule: TextRule, text: string): string | undefined {
    if (rule.replacement === undefined) {
      return rule.pattern.test(text) ? this.#left() : text
    }
    const replacement = rule.replacement
    return text.replace(rule.pattern, () => this.#rewritten(replacement))
  }

  #left(): undefined {
    this.rewrites += 1
    return undefined
  }

  #number(id: string): string {
    if (this.#options.unordered) return '#'
    let name = this.#ids.get(id)
    if (name === undefined) {
      name = `#${this.#ids.size + 1}`
      this.#ids.set(id, name)
    }
    return name
  }

  #rewritten(text: string): string {
    this.rewrites += 1
    return text
  }

  #isSetAside(path: string): boolean {
    return this.#isAt(this.#options.idioms, path) || this.#isAt(this.#options.volatile, path)
  }

  #isAt(places: readonly string[] | undefined, path: string): boolean {
    return places?.some((place) => matchesPlace(place, path)) ?? false
  }
}

/** `[*]` stands for any index, a leading `*.` for any place above. */
function matchesPlace(place: string, path: string): boolean {
  if (!place.includes('*')) return place === path
  const anywhere = place.startsWith('*.')
  const rest = anywhere ? place.slice(2) : place
  const parts = rest.split('[*]').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${anywhere ? '.*\\.' : ''}${parts.join('\\[\\d+\\]')}$`).test(path)
}

function sortDeep(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(sortDeep).sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1))
  }
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, sortDeep(item)]))
}
