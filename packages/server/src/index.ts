export { type Clock, systemClock } from './clock.ts'
export type { Commits, CommitWait } from './commits.ts'
export type { BeforeContext, NoTransactionContext, ReadContext, WriteContext } from './context.ts'
export { CoxswainError, type CoxswainErrorOptions, type ProblemItem } from './coxswain-error.ts'
export type { Retention } from './housekeeping.ts'
export type { CorsOptions } from './http/cors.ts'
export type { HookSubject } from './http/kernel.ts'
export type { StreamEnd, StreamSource } from './http/open-stream.ts'
export type { Page, PageQuery, PageRange, PageSource } from './http/page.ts'
export type { Position } from './http/pagination.ts'
export type { RateLimit, RatePolicy, RateSubject } from './http/rate-limit.ts'
export { createIds, type Ids } from './ids.ts'
export {
  defineModule,
  defineOperation,
  type EventDefinition,
  type Module,
  type ModuleLife,
  type ModuleServices,
  type OperationDefinition,
  type Worker,
  type WorkerContext,
} from './module.ts'
export type { WebhookOptions } from './modules/delivery/index.ts'
export type {
  Evaluator,
  EvaluatorRequest,
  EvaluatorVerdict,
  GuardOptions,
  GuardRequest,
  Outcome,
} from './modules/governance/index.ts'
export {
  backUpDatabase,
  type CopyDatabaseOptions,
  copyDatabase,
  type RestoreOptions,
  restoreDatabase,
} from './moving.ts'
export {
  type MigrationStatus,
  type Migrator,
  type MigratorOptions,
  openMigrator,
} from './open-migrator.ts'
export type { Operation, TransactionKind } from './operation.ts'
export type { ApiKeyPrincipal, Authenticator, Principal } from './principal.ts'
export { createServer, type NewEvent, type Server } from './server.ts'
export type {
  CommittedUnit,
  Limits,
  LogLevel,
  ServerHooks,
  ServerOptions,
  StreamOptions,
  UnitSubject,
} from './server-options.ts'
export type { CopiedTable, CopyStep } from './store/copy/copy-store.ts'
export type { SchemaConnection, SchemaValue, Store, StoreCapabilities } from './store/database.ts'
export type { EventCatalogue, LoggedEvent } from './store/event-log.ts'
export type { EventSink } from './store/event-sink.ts'
export type { LogReader } from './store/log-reader.ts'
export {
  type AppliedMigration,
  type Migration,
  type MigrationSet,
  migrateDown,
  migrateUp,
  readMigrations,
} from './store/migrator.ts'
export { type PreparedQuery, prepareQuery } from './store/prepared-query.ts'
export { createSqliteStore, type SqliteStoreOptions } from './store/sqlite/index.ts'
export type { StoreHooks } from './store/store-hooks.ts'
export { StoreLockedError } from './store/store-locked-error.ts'
export type { TableShape } from './store/table-shape.ts'
export type {
  AnyUnit,
  EventActor,
  ReadQueries,
  ReadUnit,
  UnitScope,
  WriteScope,
  WriteUnit,
} from './store/unit-of-work.ts'
export { systemTimers, type Timers } from './timers.ts'
