import { Coxswain, type CoxswainOptions } from '@coxswain/client'
import { bootstrapToken } from '../faults/open-subject.ts'

/** How a proof's clients reach the server, and how they wait before they try again. */
export type Reach = Pick<CoxswainOptions, 'baseUrl' | 'fetch' | 'runtime'>

/**
 * An org with an agent, and clients for as many callers as there are: they share nothing, not even
 * their budget of retries.
 */
export interface LoadOrg {
  /** A client that asks. */
  caller(): Coxswain
  /** A client that approves: its key is the org's first, which the callers' descends from. */
  approver(): Coxswain
}

export const agentId = 'rower'

/** Acts of this type wait for a person. */
export const askedType = 'ask'

export function createClient(reach: Reach, apiKey: string): Coxswain {
  return new Coxswain({ ...reach, apiKey, maxRetries: 10, timeout: 60_000, logLevel: 'off' })
}

export async function createLoadOrg(reach: Reach, name: string): Promise<LoadOrg> {
  const { api_key } = await createClient(reach, bootstrapToken).orgs.bootstrap({ name })
  const owner = createClient(reach, api_key.secret)
  await owner.agents.upsert(agentId, {})
  await owner.policies.create({
    name: 'ask a person',
    rule: { type: 'require_approval', action_types: [askedType] },
  })
  const { secret } = await owner.apiKeys.create({ name: 'callers', scopes: ['*:admin'] })
  return {
    caller: () => createClient(reach, secret),
    approver: () => createClient(reach, api_key.secret),
  }
}
