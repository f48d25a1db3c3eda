export { StoreLockedError } from '../store-locked-error.ts'
export { createSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'
