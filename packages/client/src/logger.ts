import { CoxswainError } from './errors.ts'
import { type Redact, redactStrings } from './redact.ts'

export type LogLevel = 'off' | 'error' | 'warn' | 'info' | 'debug'

export type LogFields = Readonly<Record<string, unknown>>

/** What a logger must offer; `console` does, other libraries are one line away. */
export interface Logger {
  error(message: string, fields: LogFields): void
  warn(message: string, fields: LogFields): void
  info(message: string, fields: LogFields): void
  debug(message: string, fields: LogFields): void
}

/** Writes one record if its level is wanted; the fields are made only then. */
export type Log = (
  level: Exclude<LogLevel, 'off'>,
  message: string,
  fields: () => LogFields,
) => void

/** From silent to talkative. */
export const logLevels: readonly LogLevel[] = ['off', 'error', 'warn', 'info', 'debug']

/**
 * Every string of a record is redacted here, whatever its level and wherever it comes from. A logger
 * that throws must not turn a call that took effect into one that failed.
 */
export function createLog(logger: Logger, threshold: LogLevel, redact: Redact): Log {
  for (const level of logLevels)
    if (level !== 'off' && typeof logger[level] !== 'function')
      throw new CoxswainError(`the logger has no method ${level}`)
  const clean = redactStrings(redact)
  return (level, message, fields) => {
    if (logLevels.indexOf(level) > logLevels.indexOf(threshold)) return
    try {
      logger[level](redact(message), JSON.parse(JSON.stringify(fields(), clean)))
    } catch {
      // There is nowhere left to tell it.
    }
  }
}
