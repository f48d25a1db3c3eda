import type { Act, Action, ActionCreate, Approval } from '@coxswain/contract'
import { checkDuration } from './call-settings.ts'
import { follow } from './cancel.ts'
import {
  AbortedError,
  ConflictError,
  CoxswainError,
  GovernedError,
  type GovernedErrorCode,
  type GovernedErrorInit,
} from './errors.ts'
import * as behaviour from './gen/behaviour.ts'
import type { Actions, Approvals } from './gen/resources.ts'
import type { HeaderValues } from './headers.ts'
import { serializeJson } from './json.ts'
import { keepLease } from './lease.ts'
import { excerpt } from './problem.ts'
import type { Runtime } from './runtime.ts'
import type { WaitFor } from './waiting.ts'

export interface GovernedOptions {
  /**
   * Called once when a person must decide, with the approval to decide about; awaited before the
   * waiting begins. What it throws cancels the action.
   */
  onWaiting?: ((approval: Approval) => unknown) | undefined
  /**
   * Whether an act that the approver changed may be run, if it is of the same kind. Default false:
   * the action is cancelled and `act_modified` thrown, because code written for one act may do harm
   * with another.
   */
  acceptModified?: boolean | undefined
  /**
   * Seconds that the claim holds without a renewal; renewed every third of it. Default 60: that is
   * how long others believe in a run whose process has died.
   */
  leaseSeconds?: number | undefined
  /**
   * Milliseconds to wait for a person, then `APITimeoutError` with code `deadline_exceeded`. Default
   * null: until the approval expires.
   */
  approvalTimeout?: number | null | undefined
  /**
   * Gives up: before the run nothing is run; during it the run's own signal aborts and its end is
   * awaited. The action is cancelled, then `AbortedError` thrown.
   */
  signal?: AbortSignal | undefined
  /** `timeout` of every call but the waiting. Default: the client's. */
  timeout?: number | null | undefined
  /** `maxRetries` of every call but the waiting. Default: the client's. */
  maxRetries?: number | undefined
  /** Added to every request. */
  headers?: HeaderValues | undefined
}

/** What the callback of governed work is given. */
export interface GovernedRun<A> {
  /** What to do: the act as it was when `governed` was called, or as the approver changed it. */
  readonly act: A
  /** The action, claimed. */
  readonly action: Action
  /** Aborts when the lease is lost or the caller gives up: stop, and nothing more may be done. */
  readonly signal: AbortSignal
}

/** Governed work that was done and told. */
export interface Governed<T> {
  readonly action: Action
  /** What the callback returned; it is sent nowhere. */
  readonly result: T
  /** The decision of the person, where one was asked. */
  readonly approval: Approval | null
}

export interface GovernedClient {
  readonly actions: Actions
  readonly approvals: Approvals & WaitFor
}

/**
 * Does what the server allows, and tells how it went. No answer, no run; and a state that is not
 * known here is no leave to run.
 *
 *     create ─▶ pending_approval ── approved ─▶ approved ── claim ─▶ running ── fn ended ─▶ outcome
 *       └── blocked       └── denied, expired       │                  └── lease lost: fn shall stop
 *                                                   └── refused, modified, failed: never run
 */
export async function governed<T>(
  { actions, approvals }: GovernedClient,
  runtime: Runtime,
  request: ActionCreate,
  fn: (run: GovernedRun<Act>) => T,
  options: GovernedOptions = {},
): Promise<Governed<Awaited<T>>> {
  const { signal, leaseSeconds: lease_seconds = behaviour.leaseSeconds, onWaiting } = options
  const timeout = options.approvalTimeout ?? null
  checkDuration('leaseSeconds', lease_seconds)
  checkDuration('approvalTimeout', timeout)
  // What tells of the end must arrive, also when the caller has given up.
  const telling = { ...options, signal: undefined }
  // Nothing that the caller does to its object afterwards changes what is run.
  const own: Act = JSON.parse(serializeJson(request.act ?? null))
  let action = await actions.create(request, options)
  let approval: Approval | null = null
  let act = own
  let claimedAt = 0

  const failure = (code: GovernedErrorCode, more?: Partial<GovernedErrorInit>) =>
    new GovernedError(code, { action, approval, ...more })
  const expect = (status: Action['status']) => {
    if (action.status !== status) throw failure(refusalOf(action) ?? 'action_not_approved')
  }
  const stopIfAborted = () => {
    if (signal?.aborted) throw new AbortedError({ cause: signal.reason, operation: 'governed' })
  }

  // Once, and its failure changes nothing: the lease, or the approval, runs out anyway.
  const cancel = (why = '') => {
    const reason = signal?.aborted ? 'the caller cancelled' : why
    const once = { ...telling, timeout: behaviour.cancelTimeoutMs, maxRetries: 0 }
    return actions.cancel(action.id, { reason }, once).catch(() => undefined)
  }

  const wait = async () => {
    const id = action.approval_id ?? ''
    if (onWaiting) await onWaiting(await approvals.get(id, options))
    approval = await approvals.waitFor(id, { ...options, timeout })
    action = await actions.get(action.id, options)
  }

  const claim = async () => {
    if (action.status === 'pending_approval') await wait()
    expect('approved')
    act = action.approved_act ?? own
    // A callback made for acts of one kind cannot know what to do with another.
    if (action.approved_act && !(options.acceptModified && act.type === own.type))
      throw failure('act_modified')
    claimedAt = runtime.monotonic()
    action = await actions.claim(action.id, { lease_seconds }, options)
    expect('running')
    if (!action.claim_id) throw failure('action_not_approved')
    stopIfAborted()
    return { claim_id: action.claim_id }
  }

  const claimed = await claim().catch(async (error: unknown) => {
    const code = error instanceof CoxswainError ? error.code : 'callback_failed'
    // After a conflict someone else runs it, or nobody can any more.
    if (!refusalOf(action) && !(error instanceof ConflictError)) await cancel(`not run: ${code}`)
    throw error
  })
  const { id } = action

  /** Under a lease, to the end of `fn`, whatever happens meanwhile. */
  const run = async () => {
    const [controller, letGo] = follow(signal)
    let lost = false
    const release = keepLease({
      runtime,
      duration: lease_seconds * 1000,
      claimedAt,
      renew: (deadline, inner) =>
        actions.renew(id, { ...claimed, lease_seconds }, { ...options, deadline, signal: inner }),
      onLost: (cause) => {
        lost = true
        controller.abort(failure('lease_lost', { ran: true, cause }))
      },
    })
    const given = { act, action, signal: controller.signal }
    const [end] = await Promise.allSettled([(async () => fn(given))()])
    release()
    letGo()
    return [end, lost] as const
  }

  const [end, lost] = await run()
  if (signal?.aborted) await cancel()
  stopIfAborted()
  const failed = end.status === 'rejected'
  const result = failed ? undefined : end.value
  try {
    const report = failed ? reportFailure(end.reason) : ({ outcome: 'completed' } as const)
    action = await actions.outcome(id, { ...claimed, ...report }, telling)
  } catch (error) {
    const cause = failed ? end.reason : error
    if (lost) throw failure('lease_lost', { ran: true, result, cause })
    // An outcome that cannot be told matters less than the error that it would tell of.
    if (!failed) throw failure('outcome_unrecorded', { ran: true, result, cause })
  }
  if (failed) throw end.reason
  return { action, result: end.value, approval }
}

/** Why an action in this state is not run, and need not be cancelled either. */
function refusalOf({ status }: Action): GovernedErrorCode | undefined {
  if (status === 'expired') return 'approval_expired'
  const refused = status === 'blocked' || status === 'denied' || status === 'cancelled'
  return refused ? (`action_${status}` as GovernedErrorCode) : undefined
}

/** What was thrown, as the record of the action can hold it. */
function reportFailure(error: unknown) {
  const error_message = excerpt(String(error).replace(/\p{Surrogate}/gu, '\ufffd'), 2000)
  return { outcome: 'failed', error_message } as const
}
