import { hash } from 'node:crypto'
import type { ActInput } from '@coxswain/contract'
import canonicalize from 'canonicalize'
import { CoxswainError } from '../../coxswain-error.ts'

/** The longest act, in bytes of its RFC 8785 form. */
export const maxActBytes = 16_384

/** SHA-256, in lower-case hexadecimal, of the RFC 8785 form of `{action_type, act}`. */
export function actHash(actionType: string, act: ActInput): string {
  const text = canonical({ action_type: actionType, act })
  return hash('sha256', text, 'hex')
}

/** Refuses an act that is too long to be kept. `pointer` says where it stands in the body. */
export function checkActSize(act: ActInput, pointer = '/act'): void {
  // The RFC 8785 form has the same members in another order, and so the same length.
  const bytes = Buffer.byteLength(JSON.stringify(act))
  if (bytes <= maxActBytes) return
  const message = `must have at most ${maxActBytes} bytes in its RFC 8785 form, not ${bytes}`
  throw new CoxswainError('validation_failed', {
    detail: `\`${pointer.slice(1)}\` ${message}`,
    errors: [{ pointer, code: 'too_large', message }],
  })
}

/** A JSON value in the one form that RFC 8785 gives it. */
export function canonical(value: object): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('only a JSON value has a canonical form')
  return text
}
