import type { ActInput } from '@coxswain/client'
import { Option } from 'commander'
import { CliError, exitCodes } from './cli-error.ts'
import { parseJson, readJsonFile } from './read-json.ts'
import type { Terminal } from './terminal.ts'

/** The three ways to say what would be done. */
export interface ActOptions {
  readonly shell?: string
  readonly act?: string
  readonly actFile?: string
}

export const actOptions = () => [
  new Option('--shell <command>', 'The act is this shell command'),
  new Option('--act <json>', 'The act, as JSON: {"type": "http", "method": "GET", "url": "…"}'),
  new Option('--act-file <file>', 'The act, as JSON in a file; - for standard input'),
]

/** The act that the options give, or undefined when they give none. */
export async function readAct(
  { shell, act, actFile }: ActOptions,
  terminal: Terminal,
): Promise<ActInput | undefined> {
  if ([shell, act, actFile].filter((option) => option !== undefined).length > 1) {
    throw new CliError('Give one of --shell, --act and --act-file.', { exitCode: exitCodes.usage })
  }
  if (shell !== undefined) return { type: 'shell', command: shell }
  if (act !== undefined) return parseJson<ActInput>(act, '--act')
  return actFile === undefined ? undefined : readJsonFile<ActInput>(actFile, terminal)
}
