import fc from 'fast-check'

type Path = readonly (string | number)[]

/** A copy of a value with one thing changed somewhere inside it. */
export function mutated(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(values, fc.nat(), fc.constantFrom(...changes), junk).map((drawn) => {
    const [value, place, change, replacement] = drawn
    const copy: unknown = structuredClone(value)
    const sites = sitesOf(copy)
    const path = sites[place % sites.length] ?? []
    return changeAt(copy, path, (found) => change(found, replacement))
  })
}

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e21, 2 ** 53, -0.1, '', ' ', 'x', '5'),
  fc.constantFrom<unknown>('😀', 'é', 'a'.repeat(300), 'not@valid', '2026-02-30', [], {}, [null]),
  fc.constantFrom<unknown>('2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01', 'A@b.c'),
  fc.jsonValue({ maxDepth: 2 }),
)

type Change = (found: unknown, replacement: unknown) => unknown

const changes: readonly Change[] = [
  (_, replacement) => replacement,
  (_, replacement) => replacement,
  nudge,
  nudge,
  dropField,
  addField,
  renameField,
  repeatItem,
  (found, replacement) => (Array.isArray(found) ? [...found, replacement] : [found]),
]

function nudge(found: unknown, replacement: unknown): unknown {
  if (typeof found === 'number')
    return typeof replacement === 'number' ? found + replacement : found + 0.5
  if (typeof found === 'boolean') return String(found)
  if (typeof found !== 'string') return [found]
  const variants = [
    `${found}x`,
    `${found} `,
    found.slice(0, -1),
    found.toUpperCase(),
    `${found}😀`,
    found + found,
  ]
  return variants[lengthOf(replacement) % variants.length]
}

function dropField(found: unknown, replacement: unknown): unknown {
  if (Array.isArray(found)) return found.slice(1)
  if (!isRecord(found)) return replacement
  const names = Object.keys(found)
  const dropped = names[lengthOf(replacement) % Math.max(names.length, 1)]
  return fromEntries(Object.entries(found).filter(([name]) => name !== dropped))
}

function addField(found: unknown, replacement: unknown): unknown {
  if (!isRecord(found)) return { value: found }
  const names = ['unheard_of', 'a/b~c', '', 'constructor', '__proto__']
  const name = names[lengthOf(replacement) % names.length] ?? ''
  return fromEntries([...Object.entries(found), [name, replacement]])
}

function renameField(found: unknown): unknown {
  if (!isRecord(found)) return null
  return fromEntries(
    Object.entries(found).map(([name, value], index) => [index === 0 ? `${name}_` : name, value]),
  )
}

function repeatItem(found: unknown, replacement: unknown): unknown {
  if (!Array.isArray(found)) return replacement
  return [...found, ...structuredClone(found.slice(0, 1))]
}

/** Of the text of a JSON value, which may have a field `toString`. */
function lengthOf(value: unknown): number {
  return JSON.stringify(value).length
}

/** Own fields, `__proto__` among them. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries)
}

function sitesOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).flatMap(([name, item]) => {
    return sitesOf(item, [...path, Array.isArray(value) ? Number(name) : name])
  })
  return [path, ...inner]
}

function changeAt(value: unknown, path: Path, change: (found: unknown) => unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === key ? changeAt(item, rest, change) : item))
  }
  return fromEntries(
    Object.entries(value as object).map(([name, item]) => {
      return [name, name === key ? changeAt(item, rest, change) : item]
    }),
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
