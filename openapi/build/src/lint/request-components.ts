import type { Document } from '../document.ts'
import { eachOperation, resolve } from '../document.ts'

/** The names of all components that a request body is or holds. */
export function requestComponents(document: Document): Set<string> {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '$ref' || typeof inner !== 'string') visit(inner)
      else if (!names.has(nameOf(inner))) {
        names.add(nameOf(inner))
        visit(resolve(document, inner))
      }
    }
  }
  for (const { operation } of eachOperation(document)) visit(operation.requestBody)
  return names
}

const nameOf = (reference: string) => reference.slice(reference.lastIndexOf('/') + 1)
