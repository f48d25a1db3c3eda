/** One assertion that really ran. */
export interface Failure {
  path: string
  message: string
}

/** Counts assertions and keeps those that failed. */
export class Checks {
  count = 0
  readonly failures: Failure[] = []

  /** Runs one assertion; `message` is only made when it fails. */
  assert(passed: boolean, path: string, message: () => string): void {
    this.count += 1
    if (!passed) this.failures.push({ path, message: message() })
  }

  fail(path: string, message: string): void {
    this.assert(false, path, () => message)
  }

  get passed(): boolean {
    return this.failures.length === 0
  }
}
