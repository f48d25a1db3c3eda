import { Checks } from './checks.ts'
import type { MatchContext } from './match.ts'
import { isFields, show, type Value } from './value.ts'

export const operatorNames = [
  '$absent',
  '$any',
  '$between',
  '$bind',
  '$contains',
  '$differs',
  '$each',
  '$exactly',
  '$length',
  '$lacks',
  '$match',
  '$none',
  '$not',
  '$type',
  '$unordered',
] as const
export type OperatorName = (typeof operatorNames)[number]

export interface Operator {
  name: OperatorName
  operand: Value
}

type Match = (
  context: MatchContext,
  path: string,
  actual: Value | undefined,
  expected: Value,
) => void

type Test = (actual: Value | undefined, operand: Value) => boolean

/** `{ $name: operand }`, or nothing when the value is meant as it stands. */
export function operatorOf(expected: Value): Operator | undefined {
  if (!isFields(expected)) return undefined
  const names = Object.keys(expected)
  const name = names[0]
  if (name === undefined || !name.startsWith('$')) return undefined
  if (names.length > 1) throw new Error(`an operator stands alone: ${show(expected)}`)
  if (!operatorNames.includes(name as OperatorName)) throw new Error(`unknown operator ${name}`)
  return { name: name as OperatorName, operand: expected[name] as Value }
}

const tests: Partial<Record<OperatorName, Test>> = {
  $absent: (actual) => actual === undefined,
  $any: (actual) => actual !== undefined,
  $between: (actual, operand) => {
    const [low, high] = operand as [number, number]
    return typeof actual === 'number' && actual >= low && actual <= high
  },
  $exactly: (actual, operand) => canonical(actual) === canonical(operand),
  $lacks: (actual, operand) => !JSON.stringify(actual ?? null).includes(String(operand)),
  $length: (actual, operand) =>
    (Array.isArray(actual) || typeof actual === 'string') && actual.length === operand,
  $match: (actual, operand) =>
    typeof actual === 'string' && new RegExp(String(operand), 'su').test(actual),
  $not: (actual, operand) => canonical(actual) !== canonical(operand),
  $type: (actual, operand) => typeOf(actual) === operand,
}

export function matchOperator(
  context: MatchContext,
  path: string,
  actual: Value | undefined,
  { name, operand }: Operator,
  match: Match,
): void {
  const { checks, bindings } = context
  const test = tests[name]
  if (test) {
    checks.assert(
      test(actual, operand),
      path,
      () => `expected ${name} ${show(operand)}, got ${show(actual)}`,
    )
    return
  }
  if (name === '$bind') {
    const known = bindings.get(String(operand))
    if (known === undefined && actual !== undefined) bindings.set(String(operand), actual)
    checks.assert(
      actual !== undefined && (known === undefined || canonical(known) === canonical(actual)),
      path,
      () => `expected the same as ${operand} (${show(known)}), got ${show(actual)}`,
    )
    return
  }
  if (name === '$differs') {
    const other = bindings.get(String(operand))
    checks.assert(
      actual !== undefined && other !== undefined && canonical(other) !== canonical(actual),
      path,
      () => `expected something other than ${operand} (${show(other)}), got ${show(actual)}`,
    )
    return
  }
  if (!Array.isArray(actual)) {
    checks.fail(path, `expected a list for ${name}, got ${show(actual)}`)
    return
  }
  const holds = (item: Value, expected: Value) => matches(context, item, expected, match)
  if (name === '$each') {
    checks.assert(actual.length > 0, path, () => '$each of an empty list says nothing')
    for (const [index, item] of actual.entries()) match(context, `${path}[${index}]`, item, operand)
    return
  }
  if (name === '$contains') {
    checks.assert(
      actual.some((item) => holds(item, operand)),
      path,
      () => `expected an item like ${show(operand)} in ${show(actual)}`,
    )
    return
  }
  if (name === '$none') {
    checks.assert(
      !actual.some((item) => holds(item, operand)),
      path,
      () => `expected no item like ${show(operand)} in ${show(actual)}`,
    )
    return
  }
  matchUnordered(context, path, actual, operand as Value[], holds)
}

function matchUnordered(
  { checks }: MatchContext,
  path: string,
  actual: Value[],
  expected: Value[],
  holds: (item: Value, expected: Value) => boolean,
): void {
  const rest = [...actual]
  for (const [index, item] of expected.entries()) {
    const found = rest.findIndex((candidate) => holds(candidate, item))
    if (found >= 0) rest.splice(found, 1)
    checks.assert(found >= 0, `${path}{${index}}`, () => `nothing like ${show(item)}`)
  }
  checks.assert(rest.length === 0, path, () => `unexpected items: ${show(rest)}`)
}

/** Matches without counting and without keeping what the attempt bound. */
function matches(context: MatchContext, actual: Value, expected: Value, match: Match): boolean {
  const checks = new Checks()
  match({ checks, bindings: new Map(context.bindings) }, '', actual, expected)
  return checks.passed
}

function typeOf(value: Value | undefined): string {
  if (value === undefined) return 'absent'
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** JSON with sorted names, for comparing whole values. */
export function canonical(value: Value | undefined): string {
  if (value === undefined) return 'absent'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isFields(value)) return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}
