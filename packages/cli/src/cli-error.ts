/** Exit codes: the command failed, it was not understood, or what was asked for is not allowed. */
export const exitCodes = { failed: 1, usage: 2, needsApproval: 3, blocked: 4 } as const

/** A failure that is told in one sentence, with what to do about it where that is known. */
export class CliError extends Error {
  readonly hint: string | undefined
  readonly exitCode: number

  constructor(
    message: string,
    options: { hint?: string; exitCode?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CliError'
    this.hint = options.hint
    this.exitCode = options.exitCode ?? exitCodes.failed
  }
}
