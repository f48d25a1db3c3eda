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
  const { timeout = fallback.timeout, deadline = fallback.deadline, maxRetries } = options
  checkDuration('timeout', timeout)
  checkDuration('deadline', deadline)
  if (maxRetries !== undefined) checkCount('maxRetries', maxRetries)
  return { timeout, deadline, maxRetries: maxRetries ?? fallback.maxRetries }
}

export function checkDuration(name: string, value: number | null): void {
  if (value !== null && !(Number.isFinite(value) && value > 0))
    throw new CoxswainError(`${name} must be a finite number above 0`)
}

export function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > 100)
    throw new CoxswainError(`${name} must be an integer from 0 to 100`)
}
