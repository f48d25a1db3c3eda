import { unwrap } from '@coxswain/client/webhooks'
import { decode } from './json-value.ts'
import { describeError, describeResult, type Fields } from './outcome.ts'

/** Verifies a webhook, at the moment that the scenario says. */
export async function unwrapWebhook(params: Fields): Promise<Fields> {
  const { body, headers, secrets, tolerance_seconds: toleranceSeconds, now_ms: now } = params
  try {
    const event = await unwrap(decode(body) as string, headers as Record<string, string>, {
      secrets: secrets as string[],
      runtime: { now: () => now as number },
      ...(toleranceSeconds === undefined ? {} : { toleranceSeconds: toleranceSeconds as number }),
    })
    return { ...describeResult(event), sleeps_ms: [] }
  } catch (error) {
    return { error: describeError(error), sleeps_ms: [] }
  }
}
