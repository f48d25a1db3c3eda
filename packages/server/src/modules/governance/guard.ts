import type { ActInput, ActionCreate, DecisionGrant } from '@coxswain/contract'
import type { BeforeContext } from '../../context.ts'
import type { AnyUnit, WriteUnit } from '../../store/unit-of-work.ts'
import { checkActSize } from './act-hash.ts'
import { findApprovalSubject } from './approval-case.ts'
import { type Assessment, assess, type GuardContext, newDecision } from './assessment.ts'
import type { DecisionRecord } from './decision.ts'
import { insertDecision } from './decision-repository.ts'
import { takeDecision } from './decision-use.ts'
import { consult, type EvaluatorSettings } from './evaluator.ts'
import { ActionUses, countNothing, tellUses } from './facts.ts'
import { takeGrant, tellGrant } from './granting.ts'
import { type GuardRequest, guardRequest } from './guard-request.ts'
import { plainReason, sortReasons } from './judge.ts'
import { PoliciesInForce } from './policies-in-force.ts'
import { failure, type Verdicts } from './verdict.ts'

/**
 * What stands before every act. Nothing that records an action gets past it. What evaluators have to
 * say is asked for before the unit of work; without evaluators there is nothing to ask.
 */
export interface Guard {
  /** Asks the evaluators about what `guard.decide` is asked. */
  readonly beforeDecide: Ask<{ body: GuardBody }> | undefined
  /** Asks the evaluators about a new action, unless it comes with a decision. */
  readonly beforeCreate: Ask<{ body: ActionCreate }> | undefined
  /** Asks the evaluators about what an approver made of an act. */
  readonly beforeApprove: Ask<ApproveInput> | undefined
  /** Decides and tells of a grant, without using it. */
  decide(context: GuardContext, body: GuardBody, verdicts: Heard): Promise<DecisionRecord>
  /**
   * The one way to an action: a decision that is kept and used by it when this returns. The action
   * is made of the decision's own request.
   */
  guardAction(
    context: GuardContext,
    body: ActionCreate,
    action: NewAction,
    verdicts: Heard,
  ): Promise<DecisionRecord>
  /** Judges what an approver made of an action's act. No grant is looked for. */
  guardModifiedAct(
    context: GuardContext,
    request: GuardRequest,
    actionId: string,
    verdicts: Heard,
  ): Promise<DecisionRecord>
}

type Ask<Input> = (input: Input, context: BeforeContext) => Promise<Verdicts>

/** What the evaluators said; `undefined` where none was asked. */
type Heard = Verdicts | undefined

type GuardBody = Parameters<typeof guardRequest>[0]

interface ApproveInput {
  readonly path: { readonly approval_id: string }
  readonly body: { readonly modified_act?: ActInput | null }
}

const nothing: Verdicts = []

/** An action to be, and the decision that it comes with, if it does. */
interface NewAction {
  readonly actionId: string
  readonly asked: DecisionRecord | null
}

export function createGuard(settings: EvaluatorSettings): Guard {
  const hasEvaluators = settings.evaluators.length > 0
  const inForce = new PoliciesInForce()
  return {
    ...(hasEvaluators ? askBefore(settings) : askNobody),

    async decide(context, body, verdicts) {
      const count = tellUses(context.tx, context.now)
      const request = guardRequest(body)
      const assessment = await assess(context, inForce, request, heard(verdicts), count)
      const decision = await settle(context, assessment, (subject, standing) =>
        tellGrant(context.tx, subject, standing),
      )
      await insertDecision(context.tx, decision)
      return decision
    },

    async guardAction(context, body, { actionId, asked }, verdicts) {
      const uses = new ActionUses(context.tx, { actionId, now: context.now })
      if (asked !== null) return takeDecision(context, inForce, body, asked, actionId, uses)
      const request = guardRequest(body)
      const assessment = await assess(context, inForce, request, heard(verdicts), uses.take)
      if (assessment.judgement.decision === 'block') await uses.giveBack()
      const decision = await settle(context, assessment, (subject, standing) =>
        takeGrant(context.tx, subject, standing, actionId),
      )
      return keepUsed(context, decision, actionId)
    },

    async guardModifiedAct(context, request, actionId, verdicts) {
      checkActSize(request.act, '/modified_act')
      const assessment = await assess(context, inForce, request, heard(verdicts), countNothing)
      return keepUsed(context, newDecision(context, assessment), actionId)
    },
  }

  /** Evaluators that are there and were not asked may have had anything to say. */
  function heard(verdicts: Heard): Verdicts {
    if (verdicts !== undefined) return verdicts
    return hasEvaluators ? [failure('the evaluators were not asked')] : nothing
  }
}

type Stages = Pick<Guard, 'beforeDecide' | 'beforeCreate' | 'beforeApprove'>

const askNobody: Stages = {
  beforeDecide: undefined,
  beforeCreate: undefined,
  beforeApprove: undefined,
}

function askBefore(settings: EvaluatorSettings): Stages {
  /** No evaluator is bothered with an act that is too long to be kept. */
  const ask = async (request: GuardRequest, pointer: string, context: BeforeContext) => {
    checkActSize(request.act, pointer)
    const { orgId, requestId } = context
    return consult(settings, { ...request, orgId, requestId }, context)
  }
  return {
    beforeDecide: ({ body }, context) => ask(guardRequest(body), '/act', context),

    async beforeCreate({ body }, context) {
      return body.decision_id ? nothing : ask(guardRequest(body), '/act', context)
    },

    async beforeApprove({ path, body }, context) {
      const { modified_act: act = null } = body
      if (act === null) return nothing
      const { orgId, store } = context
      const subject = await store.read(context, (unit: AnyUnit) =>
        findApprovalSubject(unit, orgId, path.approval_id),
      )
      // There is no such approval, which the unit will say.
      return subject === null ? nothing : ask({ ...subject, act }, '/modified_act', context)
    },
  }
}

type FindGrant = (
  subject: { orgId: string; agentId: string; actHash: string; now: number },
  standing: Assessment['judgement']['grants'],
) => Promise<DecisionGrant | null>

/** A grant turns `require_approval` into `allow`: no block, and nothing that failed closed. */
async function settle(
  context: GuardContext,
  assessment: Assessment,
  findGrant: FindGrant,
): Promise<DecisionRecord> {
  const decision = newDecision(context, assessment)
  if (decision.decision !== 'require_approval' || decision.failClosed) return decision
  const { orgId, now } = context
  const { grants } = assessment.judgement
  const { agentId } = decision.request
  const grant = await findGrant({ orgId, agentId, actHash: decision.actHash, now }, grants)
  if (grant === null) return { ...decision, reasons: withSpent(decision, grants) }
  const policy = grants.find(({ policyId }) => policyId === grant.id)?.policy
  const giver = policy ?? `the grant \`${grant.id}\` of an approver`
  const reason = plainReason('grant', 'allow', `${giver} allows it without asking again`)
  return {
    ...decision,
    decision: 'allow',
    grant,
    reasons: sortReasons([...decision.reasons, reason]),
  }
}

/** Why standing grants that match did not help. */
function withSpent(
  { reasons }: DecisionRecord,
  grants: Assessment['judgement']['grants'],
): DecisionRecord['reasons'] {
  const spent = grants.map(({ policy, maxUses, windowSeconds }) => {
    const message = `${policy} would grant it, but its ${maxUses} uses in ${windowSeconds} s are used up`
    return { ...plainReason('grant', 'allow', message), enforced: false }
  })
  return sortReasons([...reasons, ...spent])
}

async function keepUsed(
  { tx, now }: { tx: WriteUnit; now: number },
  decision: DecisionRecord,
  actionId: string,
): Promise<DecisionRecord> {
  const used = { ...decision, actionId, usedAt: now }
  await insertDecision(tx, used)
  return used
}
