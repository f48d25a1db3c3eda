import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError, exitCodes } from './cli-error.ts'
import type { Terminal } from './terminal.ts'

/** JSON from a file, or from standard input when the file is `-`. */
export async function readJsonFile<Value>(file: string, terminal: Terminal): Promise<Value> {
  const text = await readTextFile(file, terminal)
  return parseJson<Value>(text, file === '-' ? 'standard input' : file)
}

/** The text of a file, or of standard input when the file is `-`. */
export async function readTextFile(file: string, terminal: Terminal): Promise<string> {
  if (file === '-') return terminal.input()
  try {
    return readFileSync(resolve(terminal.folder, file), 'utf8')
  } catch (error) {
    throw new CliError(`${file} can not be read: ${(error as Error).message}`, { cause: error })
  }
}

/** The server checks what the value is; here it only has to be JSON. */
export function parseJson<Value>(text: string, what: string): Value {
  try {
    return JSON.parse(text) as Value
  } catch (error) {
    throw new CliError(`${what} is not JSON: ${(error as Error).message}`, {
      exitCode: exitCodes.usage,
      cause: error,
    })
  }
}
