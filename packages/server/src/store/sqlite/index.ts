export { StoreLockedError } from '../store-locked-error.ts'
export { backUpSqlite } from './backup.ts'
export { createSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'
