import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { OutputFile } from './emit/text.ts'

/** Paths that differ from the outputs: changed, missing, or left over in a generated folder. */
export function differences(
  root: string,
  outputs: readonly OutputFile[],
  folders: readonly string[],
): readonly string[] {
  const changed = outputs.filter(({ path, text }) => readText(join(root, path)) !== text)
  return [...changed.map((output) => output.path), ...leftOver(root, outputs, folders)].sort()
}

/** Writes what changed and removes what is left over; returns the paths that it touched. */
export function writeOutputs(
  root: string,
  outputs: readonly OutputFile[],
  folders: readonly string[],
): readonly string[] {
  const touched = differences(root, outputs, folders)
  for (const path of leftOver(root, outputs, folders)) rmSync(join(root, path))
  for (const { path, text } of outputs) {
    if (!touched.includes(path)) continue
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return touched
}

function leftOver(
  root: string,
  outputs: readonly OutputFile[],
  folders: readonly string[],
): readonly string[] {
  const wanted = new Set(outputs.map((output) => output.path))
  return folders.flatMap((folder) => filesIn(root, folder)).filter((path) => !wanted.has(path))
}

function filesIn(root: string, folder: string): readonly string[] {
  try {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
