import type { Logger } from 'pino'
import type { Timers } from '../../timers.ts'
import type { GuardRequest } from './guard-request.ts'
import { type Outcome, outcomes } from './lattice.ts'
import { failure, type Verdict, type Verdicts } from './verdict.ts'

/** What an evaluator is asked about. It is a copy: changing it changes nothing. */
export interface EvaluatorRequest extends GuardRequest {
  readonly orgId: string
  readonly requestId: string
}

/** What an evaluator thinks of an act. */
export interface EvaluatorVerdict {
  readonly decision: Outcome
  /** Why, for a person. */
  readonly message: string
}

/** A judge besides the policies, such as a model or a service of the embedder's. */
export interface Evaluator {
  /** Stands in the reasons of decisions. */
  readonly name: string
  /**
   * What it thinks of an act, or `null` for nothing. It runs outside of any transaction and may wait.
   * When it throws, takes too long or answers anything else, a person has to decide.
   */
  evaluate(
    request: EvaluatorRequest,
    options: { readonly signal: AbortSignal },
  ): Promise<EvaluatorVerdict | null>
}

export interface GuardOptions {
  /** Asked about every act, all at once; the strictest answer counts, beside the policies. Default: none. */
  readonly evaluators?: readonly Evaluator[] | undefined
  /** How long an evaluator may take, in milliseconds, before a person has to decide. Default: 1,000. */
  readonly evaluatorTimeoutMs?: number | undefined
}

export interface EvaluatorSettings {
  readonly evaluators: readonly Evaluator[]
  readonly timeoutMs: number
  readonly timers: Timers
}

const maxMessage = 2000

/** Asks every evaluator at once. What fails in one is a verdict too, and never an error. */
export async function consult(
  { evaluators, timeoutMs, timers }: EvaluatorSettings,
  request: EvaluatorRequest,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Logger },
): Promise<Verdicts> {
  const verdicts = evaluators.map(async (evaluator) => {
    try {
      const answer = await inTime(evaluator, request, { timeoutMs, timers, signal })
      return readAnswer(evaluator.name, answer)
    } catch (error) {
      log.error({ evaluator: evaluator.name, err: error }, 'an evaluator failed')
      const reason = error instanceof TimeoutError ? error.message : 'it failed'
      return failure(`evaluator \`${evaluator.name}\` has not answered: ${reason}`)
    }
  })
  return (await Promise.all(verdicts)).filter((verdict) => verdict !== null)
}

class TimeoutError extends Error {}

function inTime(
  evaluator: Evaluator,
  request: EvaluatorRequest,
  { timeoutMs, timers, signal }: { timeoutMs: number; timers: Timers; signal: AbortSignal },
): Promise<unknown> {
  const timeout = new AbortController()
  return new Promise((resolve, reject) => {
    const cancel = timers.after(timeoutMs, () => {
      const error = new TimeoutError(`it took longer than ${timeoutMs} ms`)
      reject(error)
      timeout.abort(error)
    })
    const options = { signal: AbortSignal.any([signal, timeout.signal]) }
    // One that throws before it returns a promise is no worse than one that rejects.
    Promise.resolve()
      .then(() => evaluator.evaluate(structuredClone(request), options))
      .then(resolve, reject)
      .finally(cancel)
  })
}

function readAnswer(name: string, answer: unknown): Verdict | null {
  if (answer === null) return null
  if (!isAnswer(answer)) {
    return failure(`evaluator \`${name}\` answered something that is no decision`)
  }
  const message = answer.message.slice(0, maxMessage)
  return {
    source: 'evaluator',
    decision: answer.decision,
    message: `evaluator \`${name}\`: ${message}`,
  }
}

function isAnswer(answer: unknown): answer is EvaluatorVerdict {
  if (typeof answer !== 'object' || answer === null) return false
  const { decision, message } = answer as Partial<EvaluatorVerdict>
  return typeof message === 'string' && outcomes.some((outcome) => outcome === decision)
}
