import type { Migration } from '../migrator.ts'
import { log } from './0001-log.ts'
import { idempotency } from './0002-idempotency.ts'
import { secrets } from './0003-secrets.ts'
import { eventsByResource } from './0004-events-by-resource.ts'
import { logReaders } from './0005-log-readers.ts'

export const kernelMigrations: readonly Migration[] = [
  log,
  idempotency,
  secrets,
  eventsByResource,
  logReaders,
]
