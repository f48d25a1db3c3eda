import type { CoxswainOptions } from '../src/options.ts'
import { type Answer, createStub, json, type SentRequest, type Stub } from './stub-fetch.ts'

/** The last part of a route, `create` where there is none: what was asked for. */
export type Step = 'create' | 'approval' | 'wait' | 'get' | 'claim' | 'renew' | 'outcome' | 'cancel'

export interface GovernanceStub extends Stub {
  /** What was asked for, in this order. */
  readonly steps: Step[]
  /** The bodies that a step was sent. */
  bodies(step: Step): unknown[]
}

export const act = { type: 'shell', command: 'kubectl rollout restart deploy/auth' } as const
export const request = {
  agent_id: 'deployer-1',
  action_type: 'deploy',
  goal: 'Ship auth-service 2.1',
  act,
} as const

export const action = (more: object = {}) => ({
  id: 'act_1',
  status: 'approved',
  approval_id: null,
  approved_act: null,
  claim_id: null,
  act,
  ...more,
})
export const approval = (more: object = {}) => ({
  id: 'apr_1',
  status: 'pending',
  message: null,
  ...more,
})

const pending = json(action({ status: 'pending_approval', approval_id: 'apr_1' }))

const allowed: Record<Step, Answer> = {
  create: json(action(), { status: 201 }),
  approval: json(approval()),
  wait: json(approval({ status: 'approved' })),
  get: json(action({ approval_id: 'apr_1' })),
  claim: json(action({ status: 'running', claim_id: 'clm_1' })),
  renew: json(action({ status: 'running', claim_id: 'clm_1' })),
  outcome: json(action({ status: 'completed' })),
  cancel: json(action({ status: 'cancelled' })),
}

/** What changes when a person is asked first. */
export const asked: Partial<Record<Step, Answer>> = { create: pending }

/** A server that allows everything, except what is said here. */
export function createGovernanceStub(
  answers: Partial<Record<Step, Answer>> = {},
  options: CoxswainOptions = {},
): GovernanceStub {
  const steps: Step[] = []
  const answer = (sent: SentRequest): Response | Promise<Response> => {
    const step = stepOf(sent)
    steps.push(step)
    const given = answers[step] ?? allowed[step]
    if (given instanceof Error) throw given
    return typeof given === 'function' ? given(sent) : given.clone()
  }
  const stub = createStub([answer], { maxRetries: 0, ...options })
  const bodies = (step: Step) =>
    stub.requests
      .filter((sent) => stepOf(sent) === step)
      .map(({ body }) => JSON.parse(String(body)) as unknown)
  return { ...stub, steps, bodies }
}

function stepOf({ method, url }: SentRequest): Step {
  const [resource, , last] = new URL(url).pathname.replace('/api/v1/', '').split('/')
  if (last !== undefined) return last as Step
  if (method === 'POST') return 'create'
  return resource === 'approvals' ? 'approval' : 'get'
}
