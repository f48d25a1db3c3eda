export { openPool, type PoolOptions } from './open-pool.ts'
export type { PostgresClient, PostgresPool } from './pool.ts'
export { createPostgresStore, type PostgresStoreOptions } from './postgres-store.ts'
