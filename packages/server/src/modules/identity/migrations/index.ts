import type { Migration } from '../../../store/migrator.ts'
import { orgs } from './0001-orgs.ts'
import { apiKeys } from './0002-api-keys.ts'
import { agents } from './0003-agents.ts'
import { sessions } from './0004-sessions.ts'
import { rotation } from './0005-rotation.ts'

export const identityMigrations: readonly Migration[] = [orgs, apiKeys, agents, sessions, rotation]
