import { CoxswainError } from '@coxswain/client'
import { encode } from './json-value.ts'

export type Fields = Record<string, unknown>

interface Responding {
  withResponse(): Promise<{
    data: unknown
    status: number
    headers: Headers
    requestId?: string
  }>
}

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
  action: 'action',
  approval: 'approval',
  ran: 'ran',
  result: 'result',
}

export function describeResult(value: unknown): Fields {
  return value === undefined ? { nothing: true } : { ok: encode(value) }
}

/** A result with the status, headers and request id of its response. */
export async function describeResponse(promise: unknown): Promise<Fields> {
  const { data, status, headers, requestId } = await (promise as Responding).withResponse()
  const response = { status, headers: Object.fromEntries(headers), request_id: requestId ?? null }
  return { ...describeResult(data), response }
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
  const cause = describeCause(error.cause)
  if (cause) described.cause = cause
  if (fields.headers instanceof Headers) described.headers = Object.fromEntries(fields.headers)
  return described
}

/** Undefined: it is of the platform, and so another one in every language. */
function describeCause(cause: unknown): Fields | undefined {
  if (!(cause instanceof Error)) return undefined
  if (!(cause instanceof CoxswainError)) {
    return cause.name === 'CallbackError' ? { class: cause.name } : undefined
  }
  const { code, status } = cause as CoxswainError & { status?: number }
  return { class: cause.name, code, ...(status === undefined ? {} : { status }) }
}

function classesOf(error: Error): string[] {
  const names: string[] = []
  let type = error.constructor as { errorName?: string; name: string } | null
  for (; type && type.name !== 'Error' && type.name !== ''; type = Object.getPrototypeOf(type)) {
    names.push(type.errorName ?? type.name)
  }
  return names
}
