import { CoxswainError } from '@coxswain/client'
import { encode } from './json-value.ts'

export type Fields = Record<string, unknown>

/** The names of an error's properties in this SDK, by their names in the protocol. */
const properties: Record<string, string> = {
  status: 'status',
  code: 'code',
  category: 'category',
  operation: 'operation',
  request_id: 'requestId',
  retryable: 'retryable',
  retry_after: 'retryAfter',
  retry_stopped: 'retryStopped',
  problem: 'problem',
}

export function describeResult(value: unknown): Fields {
  return value === undefined ? { nothing: true } : { ok: encode(value) }
}

export function describeError(error: unknown): Fields {
  if (!(error instanceof Error)) return { class: typeof error, classes: [], message: String(error) }
  const described: Fields = {
    class: error.name,
    classes: error instanceof CoxswainError ? classesOf(error) : [],
    message: error.message,
  }
  if (!(error instanceof CoxswainError)) return described
  const fields = error as unknown as Fields
  for (const [name, property] of Object.entries(properties)) {
    if (fields[property] !== undefined && fields[property] !== null) {
      described[name] = encode(fields[property])
    }
  }
  if (fields.headers instanceof Headers) described.headers = Object.fromEntries(fields.headers)
  return described
}

function classesOf(error: Error): string[] {
  const names: string[] = []
  let type = error.constructor as { errorName?: string; name: string } | null
  for (; type && type.name !== 'Error' && type.name !== ''; type = Object.getPrototypeOf(type)) {
    names.push(type.errorName ?? type.name)
  }
  return names
}
