import { clientSuite } from './client/client-suite.ts'
import { guardSuite } from './guard/guard-suite.ts'
import type { Suite } from './run/comparison.ts'
import { serverSuite } from './server/server-suite.ts'
import { sizeSuite } from './size/size-suite.ts'
import { streamSuite } from './stream/stream-suite.ts'

/** Everything that is measured, in the order of the report. */
export const suites: readonly Suite[] = [
  serverSuite,
  clientSuite,
  guardSuite,
  streamSuite,
  sizeSuite,
]
