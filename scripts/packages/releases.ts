import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the packed packages of every release are kept, a folder for each version. */
export const releasesFolder = 'harness/releases'
const sums = 'SHA256SUMS'

/** Writes the digests of all files of a folder, in the form that `sha256sum --check` reads. */
export function writeSums(folder: string): void {
  writeFileSync(join(folder, sums), sumsOf(folder))
}

/** What is wrong with the kept releases: a file that changed, is missing or is not listed. */
export function problemsOfReleases(root = releasesFolder): string[] {
  if (!existsSync(root)) return []
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name))
    .flatMap((folder) => {
      if (!existsSync(join(folder, sums))) return [`${folder}: has no ${sums}`]
      const kept = readFileSync(join(folder, sums), 'utf8')
      return kept === sumsOf(folder) ? [] : [`${folder}: does not match its ${sums}`]
    })
}

function sumsOf(folder: string): string {
  return readdirSync(folder)
    .filter((file) => file !== sums)
    .toSorted()
    .map((file) => `${digest(join(folder, file))}  ${file}\n`)
    .join('')
}

const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
