import { isFields, type Value } from '../expect/value.ts'

/** Looks a dotted name up; undefined when there is none. */
export type Lookup = (path: string[]) => Value | undefined

const whole = /^\$\{([^{}]+)\}$/
const embedded = /\$\{([^{}]+)\}/g

/** The text that stands for a name until `fillIn`. */
export function placeholder(name: string): string {
  return `\${${name}}`
}

/**
 * Replaces `${a.b}` in every string: alone it becomes the value itself, inside a longer text its
 * text. Names for which `owns` is false are left for a later pass; a name that leads nowhere throws,
 * because a missing prerequisite is a failure and never an empty string.
 */
export function fillIn(value: Value, lookup: Lookup, owns: (root: string) => boolean): Value {
  if (typeof value === 'string') return fillInText(value, lookup, owns)
  if (Array.isArray(value)) return value.map((item) => fillIn(item, lookup, owns))
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      fillInText(name, lookup, owns) as string,
      fillIn(item, lookup, owns),
    ]),
  )
}

function fillInText(text: string, lookup: Lookup, owns: (root: string) => boolean): Value {
  const alone = whole.exec(text)?.[1]
  if (alone !== undefined) return owns(rootOf(alone)) ? find(alone, lookup) : text
  return text.replaceAll(embedded, (placeholder, name: string) => {
    if (!owns(rootOf(name))) return placeholder
    const value = find(name, lookup)
    return typeof value === 'string' ? value : JSON.stringify(value)
  })
}

function find(name: string, lookup: Lookup): Value {
  const value = lookup(name.split('.'))
  if (value === undefined) throw new Error(`\${${name}} is not known here`)
  return value
}

function rootOf(name: string): string {
  return name.split('.', 1)[0] as string
}

/** A lookup in nested objects and lists. */
export function lookupIn(root: Value): Lookup {
  return (path) => {
    let value: Value | undefined = root
    for (const name of path) {
      if (Array.isArray(value)) value = value[Number(name)]
      else if (isFields(value) && Object.hasOwn(value, name)) value = value[name]
      else return undefined
    }
    return value
  }
}
