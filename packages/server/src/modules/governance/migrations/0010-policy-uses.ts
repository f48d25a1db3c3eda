import type { Migration } from '../../../store/migrator.ts'

/** Not only grants are used up: actions that a policy limits are counted in the same way. */
export const policyUses: Migration = {
  number: 10,
  name: 'policy-uses',
  up: ['ALTER TABLE policy_grant_uses RENAME TO policy_uses'],
  down: ['ALTER TABLE policy_uses RENAME TO policy_grant_uses'],
}
