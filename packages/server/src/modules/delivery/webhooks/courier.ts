import type { Logger } from 'pino'
import type { Clock } from '../../../clock.ts'
import type { Ids } from '../../../ids.ts'
import type { WorkerContext } from '../../../module.ts'
import type { Store } from '../../../store/database.ts'
import { systemScope } from '../../../store/unit-of-work.ts'
import { version } from '../../../version.ts'
import type { Sender } from './sender.ts'
import { settleAttempt } from './settle-attempt.ts'
import { signingSecrets, type WebhookRecord } from './webhook.ts'
import type { DeliveryRecord, Outcome } from './webhook-delivery.ts'
import {
  cancelDeliveries,
  claimDelivery,
  type Due,
  deliveryBatch,
  listDue,
} from './webhook-delivery-repository.ts'
import { findWebhook } from './webhook-repository.ts'
import { type SecretBox, signWebhook } from './webhook-secret.ts'

export interface CourierOptions {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly sender: Pick<Sender, 'send'>
  readonly box: Pick<SecretBox, 'open'>
  readonly random: () => number
  /** How long an attempt may take before it is given up for lost, in ms. */
  readonly leaseMs: number
  /** Attempts that run at once, for one webhook and in all. */
  readonly concurrency?: { readonly webhook: number; readonly total: number } | undefined
}

const name = 'delivery.webhooks'
const usualConcurrency = { webhook: 4, total: 64 }

interface Attempt {
  readonly delivery: DeliveryRecord
  readonly webhook: WebhookRecord
  readonly startedAt: number
}

/**
 * Carries deliveries to their receivers. Webhooks take turns, one delivery each, and none has more
 * than a few attempts under way: a receiver that is slow keeps only its own events waiting. The order
 * of events is not kept.
 */
export class Courier {
  readonly #options: CourierOptions
  /** Webhooks for which something may be due, the one whose turn is next first. */
  readonly #queue = new Map<string, Due>()
  /** Attempts under way by webhook; a webhook asks for its next delivery one at a time. */
  readonly #underWay = new Map<string, number>()
  readonly #claiming = new Set<string>()
  readonly #turns = new Set<Promise<void>>()
  #closed = false

  constructor(options: CourierOptions) {
    this.#options = options
  }

  /** Begins what is due; on demand it waits until all of that is done. */
  async run({ orgId, onDemand = false }: Pick<WorkerContext, 'orgId' | 'onDemand'>): Promise<void> {
    if (this.#closed) return
    const { store, clock } = this.#options
    let page: Due[] = []
    do {
      const after = page.at(-1) ?? null
      page = await store.read(systemScope(name), (unit) => listDue(unit, { orgId, after }))
      for (const due of page) {
        if (due.earliest <= clock.now(due.orgId)) this.#queue.set(due.webhookId, due)
      }
    } while (page.length === deliveryBatch)
    this.#serve()
    while (onDemand && this.#turns.size > 0) await Promise.all(this.#turns)
  }

  /** Something may be due in an org. */
  wake(orgId: string): void {
    this.run({ orgId }).catch((err: unknown) =>
      this.#options.log.error({ org_id: orgId, err }, 'deliveries could not be looked for'),
    )
  }

  /** Begins nothing any more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true
    this.#queue.clear()
    while (this.#turns.size > 0) await Promise.all(this.#turns)
  }

  #serve(): void {
    const { total, webhook } = this.#options.concurrency ?? usualConcurrency
    for (const [id, due] of [...this.#queue]) {
      if (this.#turns.size >= total) return
      if (this.#claiming.has(id) || (this.#underWay.get(id) ?? 0) >= webhook) continue
      this.#queue.delete(id)
      this.#queue.set(id, due)
      const turn = this.#turn(due).finally(() => {
        this.#turns.delete(turn)
        this.#serve()
      })
      this.#turns.add(turn)
    }
  }

  async #turn({ orgId, webhookId }: Due): Promise<void> {
    const { log } = this.#options
    try {
      const attempt = await this.#claim(orgId, webhookId)
      if (attempt === null) return
      this.#underWay.set(webhookId, (this.#underWay.get(webhookId) ?? 0) + 1)
      this.#serve()
      try {
        await this.#attempt(attempt)
      } finally {
        const left = (this.#underWay.get(webhookId) ?? 1) - 1
        if (left === 0) this.#underWay.delete(webhookId)
        else this.#underWay.set(webhookId, left)
      }
    } catch (err) {
      // Its lease ends, and then it is due again.
      this.#queue.delete(webhookId)
      log.error({ org_id: orgId, webhook_id: webhookId, err }, 'a delivery was interrupted')
    }
  }

  async #claim(orgId: string, webhookId: string): Promise<Attempt | null> {
    const { store, clock, ids, leaseMs } = this.#options
    this.#claiming.add(webhookId)
    try {
      return await store.write(systemScope(name, orgId), async (unit) => {
        const now = clock.now(orgId)
        const webhook = await findWebhook(unit, orgId, webhookId)
        if (webhook?.enabled !== true) {
          await cancelDeliveries(unit, orgId, webhookId, now)
          this.#queue.delete(webhookId)
          return null
        }
        const lease = ids.next('lse', orgId)
        const claim = { orgId, webhookId, now, lease, until: now + leaseMs }
        const delivery = await claimDelivery(unit, claim)
        if (delivery === null) this.#queue.delete(webhookId)
        return delivery === null ? null : { delivery, webhook, startedAt: now }
      })
    } finally {
      this.#claiming.delete(webhookId)
    }
  }

  /** What waits for the network is outside of every transaction. */
  async #attempt({ delivery, webhook, startedAt }: Attempt): Promise<void> {
    const { store, clock, sender, random } = this.#options
    const { orgId, body } = delivery
    const headers = this.#headers(delivery, webhook, startedAt)
    const outcome: Outcome = await sender.send({ url: webhook.url, headers, body, now: startedAt })
    const now = clock.now(orgId)
    const settling = { now, durationMs: Math.max(0, now - startedAt), random: random() }
    await store.write(systemScope(name, orgId), (unit) =>
      settleAttempt(unit, delivery, outcome, settling),
    )
  }

  /** Every attempt is signed anew: receivers refuse what is older than a few minutes. */
  #headers(delivery: DeliveryRecord, webhook: WebhookRecord, now: number) {
    const { box } = this.#options
    const timestamp = Math.floor(now / 1000)
    const secrets = signingSecrets(webhook, now).map((sealed) => box.open(sealed, webhook.id))
    const signed = { id: delivery.eventId, timestamp, body: delivery.body }
    return {
      'content-type': 'application/json',
      'user-agent': `coxswain-webhooks/${version}`,
      'webhook-id': delivery.eventId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook(signed, secrets),
    }
  }
}
