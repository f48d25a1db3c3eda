import type { Migration } from '../../../store/migrator.ts'
import { policies } from './0001-policies.ts'
import { decisions } from './0002-decisions.ts'
import { grants } from './0003-grants.ts'
import { actions } from './0004-actions.ts'
import { approvals } from './0005-approvals.ts'
import { assumptions } from './0006-assumptions.ts'
import { policyRevisions } from './0007-policy-revisions.ts'
import { signals } from './0008-signals.ts'
import { grounds } from './0009-grounds.ts'
import { policyUses } from './0010-policy-uses.ts'

export const governanceMigrations: readonly Migration[] = [
  policies,
  decisions,
  grants,
  actions,
  approvals,
  assumptions,
  policyRevisions,
  signals,
  grounds,
  policyUses,
]
