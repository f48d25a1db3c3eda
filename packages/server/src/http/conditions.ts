import { CoxswainError } from '../coxswain-error.ts'

/** The entity tag of a version of a resource. */
export function entityTag(version: number): string {
  return `"${version}"`
}

/** What `If-Match` asks for: any version, or one of these tags. `null` when it was not sent. */
export type IfMatch = '*' | readonly string[] | null

export function parseIfMatch(value: string | null): IfMatch {
  if (value === null) return null
  const text = value.trim()
  return text === '*' ? '*' : text.split(',').map((tag) => tag.trim())
}

/** Refuses a write whose caller has seen another version (`null`: there is none). Weak tags never match. */
export function checkIfMatch(ifMatch: IfMatch, version: number | null): void {
  if (ifMatch === null) return
  if (version === null) {
    throw new CoxswainError('precondition_failed', {
      detail: 'the resource does not exist, so it has no version to match',
    })
  }
  if (ifMatch === '*' || ifMatch.includes(entityTag(version))) return
  throw new CoxswainError('precondition_failed', {
    detail: `the resource is at version ${entityTag(version)} now`,
  })
}
