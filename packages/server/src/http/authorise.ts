import { CoxswainError } from '../coxswain-error.ts'

const levels = ['read', 'write', 'admin']

/** Whether a set of scopes includes one: per resource, admin over write over read; `*` is every resource. */
export function holdsScope(held: readonly string[], needed: string): boolean {
  const wanted = parseScope(needed)
  return held.map(parseScope).some(({ resource, level }) => {
    const covers = resource === '*' || resource === wanted.resource
    return covers && level >= wanted.level
  })
}

/** Refuses a caller who does not hold the operation's scope. */
export function authorise(held: readonly string[], needed: string | null): void {
  if (needed === null || holdsScope(held, needed)) return
  throw new CoxswainError('insufficient_scope', {
    detail: `this operation needs the scope \`${needed}\``,
  })
}

function parseScope(scope: string): { resource: string; level: number } {
  const [resource = '', level = ''] = scope.split(':')
  return { resource, level: levels.indexOf(level) }
}
