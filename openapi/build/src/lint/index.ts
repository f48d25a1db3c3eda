import type { Document } from '../document.ts'
import { lintBehaviour } from './behaviour.ts'
import { lintErrors } from './errors.ts'
import { lintEvents } from './events.ts'
import { lintExamples } from './examples.ts'
import { lintOperations } from './operations.ts'
import { lintRisk } from './risk.ts'
import { lintSchemas } from './schemas.ts'
import { lintScrub } from './scrub.ts'
import { lintSecrets } from './secrets.ts'
import { lintTransitions } from './transitions.ts'

/** Every breach of the contract's conventions, as `where: what, and how to mend it`. */
export function lint(document: Document): string[] {
  const findings = [
    ...lintSchemas(document),
    ...lintErrors(document),
    ...lintOperations(document),
    ...lintEvents(document),
    ...lintBehaviour(document),
    ...lintSecrets(document),
    ...lintScrub(document),
    ...lintRisk(document),
    ...lintTransitions(document),
  ]
  // A validator can only be compiled from schemas that are in order.
  return findings.some((f) => f.includes('does not exist'))
    ? findings
    : [...findings, ...lintExamples(document)]
}
