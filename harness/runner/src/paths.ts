import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/** A path inside the repository, made absolute. */
export function repositoryPath(...parts: string[]): string {
  return join(root, ...parts)
}

export function harnessPath(...parts: string[]): string {
  return join(root, 'harness', ...parts)
}
