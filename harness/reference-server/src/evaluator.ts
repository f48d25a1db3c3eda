import type { Evaluator, EvaluatorVerdict } from '@coxswain/server'

/** What the evaluator is to do with an org's requests. */
export type EvaluatorOrder =
  | ({ does: 'answer' } & EvaluatorVerdict)
  | { does: 'throw' }
  | { does: 'hang' }

/** An embedder's evaluator that does as a scenario tells it; of other orgs it says nothing. */
export class ObedientEvaluator implements Evaluator {
  readonly name = 'scenario'
  readonly #orders = new Map<string, EvaluatorOrder>()

  obey(orgId: string, order: EvaluatorOrder | null): void {
    if (order === null) this.#orders.delete(orgId)
    else this.#orders.set(orgId, order)
  }

  readonly evaluate: Evaluator['evaluate'] = async ({ orgId }) => {
    const order = this.#orders.get(orgId)
    if (order === undefined) return null
    if (order.does === 'throw') throw new Error('an evaluator that a scenario asked to fail')
    if (order.does === 'hang') return new Promise(() => undefined)
    return { decision: order.decision, message: order.message }
  }
}
