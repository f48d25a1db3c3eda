import type { Scenario } from '../scenario/scenario.ts'
import type { Mutant } from './mutant.ts'

/** The scenarios that must catch a mutant: those that prove its behaviour, as far as `kills` says. */
export function scenariosOf(
  { behaviour, kills }: Mutant,
  scenarios: readonly Scenario[],
): Scenario[] {
  const wanted = kills?.map(toPattern)
  return scenarios
    .filter(({ proves }) => proves.includes(behaviour))
    .filter(({ id }) => wanted?.some((one) => one.test(id)) ?? true)
    .sort((a, b) => Number(a.time === 'real') - Number(b.time === 'real'))
}

function toPattern(kill: string): RegExp {
  const parts = kill.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}
