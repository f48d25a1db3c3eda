import type { Count } from './count.ts'

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string
      readonly title: string
      readonly ancestorTitles: readonly string[]
    }[]
  }[]
}

/** Tests that are left out together stand in a group whose name says why. */
export function readVitest(text: string): Count {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(text) as VitestReport
  const left = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ ancestorTitles, title }) => ancestorTitles[0] ?? title)
  return { passed: numPassedTests, failed: numFailedTests, left }
}

export function readJunit(text: string): Count {
  const suite = /<testsuite [^>]*>/.exec(text)?.[0] ?? ''
  const attribute = (name: string) =>
    Number(new RegExp(` ${name}="([0-9]+)"`).exec(suite)?.[1] ?? 0)
  const failed = attribute('failures') + attribute('errors')
  const skipped = attribute('skipped')
  const words = [...text.matchAll(/<skipped [^>]*?message="([^"]*)"/g)].map(([, why = '']) => why)
  const left = Array.from({ length: skipped }, (_, index) => words[index] ?? 'skipped')
  return { passed: attribute('tests') - failed - skipped, failed, left }
}

/** A cell is one scenario on one SDK; the checks inside of it are many more. */
interface HarnessReport {
  readonly cells: readonly {
    readonly status: string
    readonly subject: string
    readonly note?: string | null
  }[]
}

const red = ['fail', 'not_implemented']

export function readHarness(text: string): Count {
  const { cells } = JSON.parse(text) as HarnessReport
  const others = cells.filter(({ status }) => status !== 'pass' && !red.includes(status))
  return {
    passed: cells.filter(({ status }) => status === 'pass').length,
    failed: cells.filter(({ status }) => red.includes(status)).length,
    left: others.map(({ status, subject, note }) => `${subject} ${status}: ${note ?? ''}`),
  }
}
