import { APIConnectionError, CoxswainError as ClientError } from '@coxswain/client'
import { CoxswainError as ServerError, StoreLockedError } from '@coxswain/server'
import { CommanderError } from 'commander'
import { CliError, exitCodes } from './cli-error.ts'
import { createProgram } from './create-program.ts'
import type { Terminal } from './terminal.ts'

/** Runs one command line and answers its exit code: 0 done, 1 failed, 2 not understood. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has already said what was wrong, and shown help where help was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage
    return report(error, terminal)
  }
}

function report(error: unknown, terminal: Terminal): number {
  const expected =
    error instanceof CliError ||
    error instanceof ClientError ||
    error instanceof ServerError ||
    error instanceof StoreLockedError
  const label = terminal.styleNote('red', 'error:')
  terminal.note(`${label} ${expected ? messageOf(error) : describe(error)}`)
  if (!(error instanceof CliError)) return exitCodes.failed
  if (error.hint !== undefined) terminal.note(error.hint)
  return error.exitCode
}

/** What the network said is in the causes: the address and why it did not answer. */
function messageOf(error: Error): string {
  if (!(error instanceof APIConnectionError)) return error.message
  let deepest: Error = error
  while (deepest.cause instanceof Error) deepest = deepest.cause
  return deepest === error ? error.message : `${error.message}: ${deepest.message}`
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
