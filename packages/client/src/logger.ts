import type { Redact } from './redact.ts'

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

/** Every string of a record is redacted here, whatever its level and wherever it comes from. */
export function createLog(logger: Logger, threshold: LogLevel, redact: Redact): Log {
  const clean = (_: string, value: unknown) => (typeof value === 'string' ? redact(value) : value)
  return (level, message, fields) => {
    if (logLevels.indexOf(level) <= logLevels.indexOf(threshold))
      logger[level](redact(message), JSON.parse(JSON.stringify(fields(), clean)))
  }
}
