import { canonical } from '../expect/operators.ts'
import { type Fields, isFields, type Value } from '../expect/value.ts'
import type { Trace } from '../run/trace.ts'
import { idPattern, type TextRule, textRules } from './rules.ts'

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
  const value = walk.value(trace as unknown as Value, '', undefined)
  if (options.unordered && isFields(value)) {
    for (const name of ['wire', 'steps']) {
      if (Array.isArray(value[name])) value[name] = sortDeep(value[name])
    }
  }
  return { value, rewrites: walk.rewrites }
}

interface HeaderPlace {
  name: string
  side: 'request' | 'response'
}

function isAbout(rule: TextRule, header: HeaderPlace | undefined): boolean {
  if (rule.header === undefined) return true
  return rule.header === header?.name && (rule.side ?? header.side) === header.side
}

/** How a pool picks among its connections is up to the transport; scenarios on reuse assert it. */
function isExchange(path: string): boolean {
  return /^wire\[\d+\]$/.test(path)
}

class Walk {
  rewrites = 0
  readonly #options: NormaliseOptions
  readonly #ids = new Map<string, string>()

  constructor(options: NormaliseOptions) {
    this.#options = options
  }

  value(value: Value, path: string, header: HeaderPlace | undefined): Value {
    if (this.#isAt(this.#options.idioms, path)) return this.#rewritten('<idiom>')
    if (this.#isAt(this.#options.volatile, path)) return this.#rewritten(`<${typeof value}>`)
    if (typeof value === 'string') return this.#text(value, header) ?? ''
    if (Array.isArray(value)) {
      return value.map((item, index) => this.value(item, `${path}[${index}]`, undefined))
    }
    return isFields(value) ? this.#fields(value, path) : value
  }

  #fields(fields: Fields, path: string): Fields {
    const isHeaderMap = /(?:^|\.)(?:response_)?headers$/.test(path)
    const side: HeaderPlace['side'] = /^wire\[\d+\](?:\.upstream)?\.headers$/.test(path) ? 'request' : 'response'
    const result: Fields = {}
    // In one order for all, so that ids are numbered alike whatever order they arrived in.
    for (const name of Object.keys(fields).sort()) {
      const item = fields[name] as Value
      if (name === 'connection' && isExchange(path) && typeof item === 'number') {
        this.rewrites += 1
        continue
      }
      const header = isHeaderMap ? { name, side } : undefined
      if (header && typeof item === 'string' && this.#text(item, header) === undefined) continue
      result[this.#text(name, undefined) ?? name] = this.value(
        item,
        path === '' ? name : `${path}.${name}`,
        header,
      )
    }
    return result
  }

  /** Undefined: the header is left out. */
  #text(text: string, header: HeaderPlace | undefined): string | undefined {
    let result: string | undefined = text
    for (const rule of textRules) {
      if (result === undefined) break
      if (isAbout(rule, header)) result = this.#apply(rule, result)
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
