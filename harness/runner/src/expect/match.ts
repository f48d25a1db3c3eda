import type { Checks } from './checks.ts'
import { matchOperator, operatorOf } from './operators.ts'
import { isFields, show, type Value } from './value.ts'

/** Names that a scenario gave to values on the way (`$bind`), shared by all steps of one run. */
export type Bindings = Map<string, Value>

export interface MatchContext {
  checks: Checks
  bindings: Bindings
}

/**
 * Compares what happened with what a scenario expects. Objects are compared by the fields that the
 * expectation names, arrays item by item and in length, everything else for equality; an object with
 * one `$operator` says something weaker or stronger. Every leaf is one check.
 */
export function match(
  context: MatchContext,
  path: string,
  actual: Value | undefined,
  expected: Value,
): void {
  const operator = operatorOf(expected)
  if (operator) {
    matchOperator(context, path, actual, operator, match)
    return
  }
  if (Array.isArray(expected)) {
    matchItems(context, path, actual, expected)
    return
  }
  if (!isFields(expected)) {
    context.checks.assert(
      actual === expected,
      path,
      () => `expected ${show(expected)}, got ${show(actual)}`,
    )
    return
  }
  if (!isFields(actual)) {
    context.checks.fail(path, `expected an object, got ${show(actual)}`)
    return
  }
  const names = Object.keys(expected)
  if (names.length === 0) context.checks.assert(true, path, () => '')
  for (const name of names) {
    const field = Object.hasOwn(actual, name) ? actual[name] : undefined
    match(context, `${path}.${name}`, field, expected[name] as Value)
  }
}

function matchItems(
  context: MatchContext,
  path: string,
  actual: Value | undefined,
  expected: Value[],
): void {
  if (!Array.isArray(actual)) {
    context.checks.fail(path, `expected a list, got ${show(actual)}`)
    return
  }
  context.checks.assert(
    actual.length === expected.length,
    `${path}.length`,
    () => `expected ${expected.length} items, got ${actual.length}: ${show(actual)}`,
  )
  for (const [index, item] of expected.entries()) {
    if (index < actual.length) match(context, `${path}[${index}]`, actual[index], item)
  }
}
