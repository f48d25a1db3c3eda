import { contractOperations } from '../../contract-operations.ts'
import { defineModule, type Module } from '../../module.ts'
import type { Timers } from '../../timers.ts'
import type { GuardOptions } from './evaluator.ts'
import { createGuard } from './guard.ts'
import { governanceHandlers } from './handlers.ts'
import { governanceMigrations } from './migrations/index.ts'
import { signalWorker } from './signals/signal-worker.ts'
import { sweeper } from './sweeper.ts'

export type {
  Evaluator,
  EvaluatorRequest,
  EvaluatorVerdict,
  GuardOptions,
} from './evaluator.ts'
export type { GuardRequest } from './guard-request.ts'
export type { Outcome } from './lattice.ts'
export { createJudge } from './policy-judge.ts'

export type GovernanceOperation = keyof ReturnType<typeof governanceHandlers>

const defaultEvaluatorTimeoutMs = 1000

/** Guard, policies, decisions, actions, approvals, assumptions and signals. */
export function createGovernance({
  evaluators = [],
  evaluatorTimeoutMs = defaultEvaluatorTimeoutMs,
  timers,
}: GuardOptions & { readonly timers: Timers }): Module {
  const guard = createGuard({
    evaluators: [...evaluators],
    timeoutMs: evaluatorTimeoutMs,
    timers,
  })
  return defineModule({
    name: 'governance',
    operations: contractOperations(governanceHandlers(guard)),
    migrations: governanceMigrations,
    workers: [sweeper(), signalWorker()],
  })
}
