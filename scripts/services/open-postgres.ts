import { installPackages } from './debian.ts'
import { findPostgres } from './find-postgres.ts'
import type { Service } from './service.ts'
import { startPostgres } from './start-postgres.ts'

export const postgresVariable = 'COXSWAIN_TEST_POSTGRES_URL'

/**
 * The PostgreSQL server of the tests: the one that the environment names, else one that is started
 * from what the machine has. With `install` what is missing is installed, and its absence an error;
 * without it the answer is `null`.
 */
export async function openPostgres({ install }: { install: boolean }): Promise<Service | null> {
  const named = process.env[postgresVariable]
  if (named !== undefined && named !== '') return { url: named, stop: async () => undefined }
  const folder = findPostgres() ?? (install ? installed() : null)
  return folder === null ? null : startPostgres(folder)
}

function installed(): string {
  installPackages('postgresql')
  const folder = findPostgres()
  if (folder === null) throw new Error('the package postgresql brought no server')
  return folder
}
