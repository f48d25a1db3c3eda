import type { Act, Action, ActionCreate, ActionResult, Approval } from '@coxswain/contract'
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
import type { CallOptions } from './options.ts'
import { excerpt } from './problem.ts'
import type { Runtime } from './runtime.ts'
import type { WaitFor } from './waiting.ts'

export interface GovernedOptions<AcceptModified extends boolean = boolean> {
  /**
   * Called once when a person must decide, with the approval to decide about; awaited before the
   * waiting begins. What it throws cancels the action.
   */
  onWaiting?: ((approval: Approval) => unknown) | undefined
  /**
   * Whether an act that the approver changed may be run. Default false: the action is cancelled and
   * `act_modified` thrown, because code written for one act may do harm with another.
   */
  acceptModified?: AcceptModified | undefined
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

/** Why an action in this state is not run. In these states there is nothing left to cancel. */
const refusals: Readonly<Record<string, GovernedErrorCode>> = {
  blocked: 'action_blocked',
  denied: 'action_denied',
  expired: 'approval_expired',
  cancelled: 'action_cancelled',
}

/** Does what the server allows, and tells how it went. No answer, no run. */
export async function governed<T>(
  client: GovernedClient,
  runtime: Runtime,
  request: ActionCreate,
  fn: (run: GovernedRun<Act>) => T,
  options: GovernedOptions = {},
): Promise<Governed<Awaited<T>>> {
  // Nothing that the caller does to its object afterwards changes what is run.
  const own: Act = JSON.parse(serializeJson(request.act ?? null))
  const { headers, timeout, maxRetries, signal } = options
  const action = await client.actions.create(request, { headers, timeout, maxRetries, signal })
  const work = new Work(client, runtime, options, action)
  const approved = await work.claim()
  return work.run(approved ?? own, fn)
}

/**
 * An action on its way, once it was created. The caller may give up anywhere before the outcome; so
 * may the server, and a state that is not known here is no leave to run.
 *
 *     pending_approval ── approved ─▶ approved ── claim ─▶ running ── fn ended ─▶ outcome
 *            │                           │                    └── lease lost: fn is told to stop
 *            └── denied, expired         └── refused, modified, failed: cancelled, never run
 */
class Work {
  readonly #client: GovernedClient
  readonly #runtime: Runtime
  readonly #options: GovernedOptions
  /** For every call but the waiting. */
  readonly #step: CallOptions
  readonly #lease: number
  #action: Action
  #approval: Approval | null = null
  #claimedAt = 0

  constructor(client: GovernedClient, runtime: Runtime, options: GovernedOptions, action: Action) {
    const { headers, timeout, maxRetries, leaseSeconds = behaviour.leaseSeconds } = options
    this.#client = client
    this.#runtime = runtime
    this.#options = options
    this.#step = { headers, timeout, maxRetries }
    this.#lease = leaseSeconds
    this.#action = action
  }

  /** Claims, and resolves with the act as an approver changed it. Whatever fails, cancels. */
  async claim(): Promise<Act | null> {
    const { signal, acceptModified } = this.#options
    try {
      if (this.#action.status === 'pending_approval') await this.#wait()
      this.#expect('approved')
      const { id, approved_act } = this.#action
      if (approved_act && !acceptModified) throw this.#error('act_modified')
      this.#claimedAt = this.#runtime.monotonic()
      const claim = { lease_seconds: this.#lease }
      this.#action = await this.#client.actions.claim(id, claim, { ...this.#step, signal })
      this.#expect('running')
      if (signal?.aborted) throw abortedBy(signal)
      return approved_act
    } catch (error) {
      // After a conflict someone else runs it, or nobody can any more.
      if (!refusal(this.#action) && !(error instanceof ConflictError)) await this.#cancel(error)
      throw error
    }
  }

  async #wait(): Promise<void> {
    const { onWaiting, approvalTimeout: timeout, headers, signal } = this.#options
    const { actions, approvals } = this.#client
    const id = this.#action.approval_id ?? ''
    if (onWaiting) await onWaiting(await approvals.get(id, { ...this.#step, signal }))
    this.#approval = await approvals.waitFor(id, { timeout, headers, signal })
    this.#action = await actions.get(this.#action.id, { ...this.#step, signal })
  }

  #expect(status: Action['status']): void {
    if (this.#action.status !== status)
      throw this.#error(refusal(this.#action) ?? 'action_not_approved')
  }

  /** Runs `fn` under a lease, waits for its end whatever happens meanwhile, and tells of it. */
  async run<T>(act: Act, fn: (run: GovernedRun<Act>) => T): Promise<Governed<Awaited<T>>> {
    const { signal } = this.#options
    const controller = new AbortController()
    const onAbort = () => controller.abort(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    let lost = false
    const release = this.#holdLease((cause) => {
      lost = true
      controller.abort(this.#error('lease_lost', { ran: true, cause }))
    })
    const run = { act, action: this.#action, signal: controller.signal }
    const [end] = await Promise.allSettled([(async () => fn(run))()])
    release()
    signal?.removeEventListener('abort', onAbort)
    if (signal?.aborted) {
      await this.#cancel()
      throw abortedBy(signal)
    }
    await this.#tell(end, lost)
    if (end.status === 'rejected') throw end.reason
    return { action: this.#action, result: end.value, approval: this.#approval }
  }

  #holdLease(onLost: (cause: unknown) => void): () => void {
    const { id, claim_id } = this.#action
    const body = { claim_id: claim_id ?? '', lease_seconds: this.#lease }
    return keepLease({
      runtime: this.#runtime,
      duration: this.#lease * 1000,
      claimedAt: this.#claimedAt,
      renew: (deadline, signal) =>
        this.#client.actions.renew(id, body, { ...this.#step, deadline, signal }),
      onLost,
    })
  }

  /** An outcome that cannot be told matters less than the error that it would tell of. */
  async #tell(end: PromiseSettledResult<unknown>, lost: boolean): Promise<void> {
    const { id, claim_id } = this.#action
    const failed = end.status === 'rejected'
    const result = failed ? undefined : end.value
    try {
      const outcome: ActionResult = { claim_id: claim_id ?? '', outcome: 'completed' }
      if (failed) Object.assign(outcome, { outcome: 'failed', error_message: describe(end.reason) })
      this.#action = await this.#client.actions.outcome(id, outcome, this.#step)
    } catch (cause) {
      if (lost)
        throw this.#error('lease_lost', { ran: true, result, cause: failed ? end.reason : cause })
      if (!failed) throw this.#error('outcome_unrecorded', { ran: true, result, cause })
    }
  }

  /** Once, and its failure changes nothing: the lease, or the approval, runs out anyway. */
  async #cancel(error?: unknown): Promise<void> {
    const { signal, headers } = this.#options
    const once = { headers, timeout: behaviour.cancelTimeoutMs, maxRetries: 0 }
    const code = error instanceof CoxswainError ? error.code : 'callback_failed'
    const reason = signal?.aborted ? 'the caller cancelled' : `not run: ${code}`
    const { actions } = this.#client
    await actions.cancel(this.#action.id, { reason }, once).catch(() => undefined)
  }

  #error(code: GovernedErrorCode, more?: Partial<GovernedErrorInit>): GovernedError {
    return new GovernedError(code, { action: this.#action, approval: this.#approval, ...more })
  }
}

function refusal({ status }: Action): GovernedErrorCode | undefined {
  // A status is the server's word: `constructor` must not find what every object inherits.
  return Object.hasOwn(refusals, status) ? refusals[status] : undefined
}

function abortedBy(signal: AbortSignal): AbortedError {
  return new AbortedError({ cause: signal.reason, operation: 'governed' })
}

/** What was thrown, as the record of the action can hold it. */
function describe(error: unknown): string {
  return excerpt(String(error).replace(/\p{Surrogate}/gu, '\ufffd'), 2000)
}
