import { issueItems } from '@coxswain/contract/validators'
import { CoxswainError } from '../coxswain-error.ts'
import type { Operation } from '../operation.ts'

export interface ResponseCheckOptions {
  /** Check every answer and fail the request over a wrong one; otherwise one in a hundred, counted only. */
  readonly strict: boolean
  /** Told of every check. */
  readonly onCheck: (operation: string, error: Error | null) => void
}

const sampledShare = 0.01

/** Holds answers against the contract, before anything is committed. */
export function createResponseCheck({ strict, onCheck }: ResponseCheckOptions) {
  return (operation: Operation, output: unknown): void => {
    if (operation.response === null || (!strict && Math.random() >= sampledShare)) return
    const result = operation.response.safeParse(output)
    const error = result.success
      ? null
      : new TypeError(
          issueItems(result.error, output)
            .map(({ pointer, message }) => `${operation.id} answers wrongly: ${pointer} ${message}`)
            .join('; '),
        )
    onCheck(operation.id, error)
    if (error !== null && strict) throw new CoxswainError('internal_error', { cause: error })
  }
}

export type ResponseCheck = ReturnType<typeof createResponseCheck>
