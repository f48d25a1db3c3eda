import type { RunResult } from '../run/result.ts'

/**
 * How a mutant ended: `killed` by a failed assertion of its behaviour, `survived`, or `invalid`, where
 * something else than an assertion failed, which shows nothing.
 */
export type Verdict =
  | { end: 'killed'; scenario: string; why: string }
  | { end: 'survived' }
  | { end: 'invalid'; scenario: string; why: string }

/** What programming mistakes raise; no scenario expects any of them unless the unmutated run shows it. */
const crashes =
  /^(TypeError|ReferenceError|SyntaxError|RangeError|AttributeError|NameError|KeyError|IndexError|UnboundLocalError|ImportError|RecursionError|AssertionError)$/

/** What one scenario tells of a mutant; undefined: it passed, another one may tell. */
export function judgeRun(mutated: RunResult, unmutated: RunResult): Verdict | undefined {
  const { scenario, failures } = mutated
  if (failures.length === 0) return undefined
  const invalid = (why: string): Verdict => ({ end: 'invalid', scenario, why })
  const [own] = unmutated.failures
  if (own) return invalid(`fails without the mutant too: ${own.path}: ${own.message}`)
  const known = crashesOf(unmutated)
  const crash = crashesOf(mutated).find((name) => !known.includes(name))
  if (crash) return invalid(`the mutant crashes: ${crash}`)
  const [failed] = failures
  // It broke off before anything was compared: a death, a silence or a time-out proves nothing.
  if (failed?.path === 'run') return invalid(failed.message.slice(0, 200))
  return { end: 'killed', scenario, why: `${failed?.path}: ${failed?.message}`.slice(0, 200) }
}

function crashesOf({ trace, codes }: RunResult): string[] {
  const raised = trace.steps.flatMap((step) => {
    const name = (step.error as { class?: unknown } | undefined)?.class
    return typeof name === 'string' && crashes.test(name) ? [name] : []
  })
  return codes.includes('internal_error') ? [...raised, 'internal_error'] : raised
}
