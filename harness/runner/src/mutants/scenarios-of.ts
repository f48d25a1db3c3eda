import type { Scenario } from '../scenario/scenario.ts'
import type { Mutant } from './mutant.ts'

/** The scenarios that must catch a mutant: those that name its behaviour, as far as `kills` says. */
export function scenariosOf(mutant: Mutant, scenarios: readonly Scenario[]): Scenario[] {
  const { behaviour, kills } = mutant
  const byProof = scenarios.filter(({ proves }) => proves.includes(behaviour))
  // What no scenario names is a rule of `rules.yaml`: there `kills` alone says which ones.
  const able = byProof.length > 0 ? byProof : kills ? [...scenarios] : []
  const wanted = kills?.map(toPattern)
  const chosen = wanted ? able.filter(({ id }) => wanted.some((one) => one.test(id))) : able
  return chosen.sort((a, b) => Number(a.time === 'real') - Number(b.time === 'real'))
}

function toPattern(kill: string): RegExp {
  const parts = kill.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}
