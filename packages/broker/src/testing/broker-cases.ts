import type { ConformanceCase } from './conformance-case.ts'
import { publishCases } from './publish-cases.ts'
import { replayCases } from './replay-cases.ts'
import type { OpenBroker } from './stage.ts'
import { subscriptionCases } from './subscription-cases.ts'

/** What every broker must do, whatever it is made of. */
export const brokerCases: readonly ConformanceCase<OpenBroker>[] = [
  ...publishCases,
  ...replayCases,
  ...subscriptionCases,
]
