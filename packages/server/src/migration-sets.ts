import type { Module } from './module.ts'
import { kernelMigrations } from './store/migrations/index.ts'
import type { MigrationSet } from './store/migrator.ts'

/** The migrations of the kernel and of every module, in the order in which they apply. */
export function migrationSets(modules: readonly Module[]): MigrationSet[] {
  const own = modules.map(({ name, migrations = [] }) => ({ module: name, migrations }))
  const names = new Set(own.map(({ module }) => module))
  if (names.size < own.length || names.has('kernel')) {
    throw new TypeError('every module needs a name of its own')
  }
  return [{ module: 'kernel', migrations: kernelMigrations }, ...own]
}
