import type { Logger } from '@coxswain/client'
import type { Fields } from './outcome.ts'

/** A logger that keeps its records. */
export function createLogger(records: Fields[]): Logger {
  const write = (level: string) => (message: string, fields?: unknown) => {
    records.push({ level, message, ...(fields === undefined ? {} : { fields }) })
  }
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') }
}
