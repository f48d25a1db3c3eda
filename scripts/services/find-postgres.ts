import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where Debian keeps every version that is installed. */
const debian = '/usr/lib/postgresql'

/** The folder with the programs of a PostgreSQL server: of the path, else the newest of Debian's. */
export function findPostgres(path = process.env['PATH'] ?? '', versions = debian): string | null {
  const folders = [...path.split(delimiter), ...debianFolders(versions)]
  const complete = (folder: string) =>
    ['initdb', 'postgres'].every((program) => existsSync(join(folder, program)))
  return folders.find((folder) => folder !== '' && complete(folder)) ?? null
}

function debianFolders(versions: string): string[] {
  if (!existsSync(versions)) return []
  return readdirSync(versions)
    .toSorted((one, other) => Number(other) - Number(one))
    .map((version) => join(versions, version, 'bin'))
}
