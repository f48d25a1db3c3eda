/**
 * One thing that must hold for every implementation. A case knows no test runner: hand it what it
 * examines, and it resolves or throws.
 *
 *     for (const { name, run } of brokerCases) test(name, () => run(openMyBroker))
 */
export interface ConformanceCase<Subject> {
  /** A sentence. */
  readonly name: string
  run(subject: Subject): Promise<void>
}
