/** One assertion that really ran. */
export interface Failure {
  path: string
  message: string
}

/** Keeps where assertions were made, and those that failed. */
export class Checks {
  readonly made: string[] = []
  readonly failures: Failure[] = []

  /** Runs one assertion; `message` is only made when it fails. */
  assert(passed: boolean, path: string, message: () => string): void {
    this.made.push(path)
    if (!passed) this.failures.push({ path, message: message() })
  }

  fail(path: string, message: string): void {
    this.assert(false, path, () => message)
  }

  get count(): number {
    return this.made.length
  }

  get passed(): boolean {
    return this.failures.length === 0
  }
}
