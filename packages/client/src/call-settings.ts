import { CoxswainError } from './errors.ts'
import * as behaviour from './gen/behaviour.ts'
import type { CallOptions } from './options.ts'

/** The options that a call may set, decided. */
export interface CallSettings {
  readonly timeout: number | null
  readonly deadline: number | null
  readonly maxRetries: number
}

export const defaultCallSettings: CallSettings = {
  timeout: behaviour.defaultTimeoutMs,
  deadline: null,
  maxRetries: behaviour.defaultMaxRetries,
}

/** What is absent falls back; what is present must make sense. */
export function resolveCallOptions(options: CallOptions, fallback: CallSettings): CallSettings {
  const { timeout, deadline, maxRetries } = options
  return {
    timeout: checkDuration('timeout', timeout, fallback.timeout),
    deadline: checkDuration('deadline', deadline, fallback.deadline),
    maxRetries: maxRetries === undefined ? fallback.maxRetries : checkRetries(maxRetries),
  }
}

function checkDuration(name: string, value: number | null | undefined, fallback: number | null) {
  if (value === undefined) return fallback
  if (value === null || (Number.isFinite(value) && value > 0)) return value
  throw new CoxswainError(`${name} must be a finite number above 0`)
}

function checkRetries(value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 100) return value
  throw new CoxswainError('maxRetries must be an integer from 0 to 100')
}
