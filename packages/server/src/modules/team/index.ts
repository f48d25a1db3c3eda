import { contractOperations } from '../../contract-operations.ts'
import { defineModule, type Module } from '../../module.ts'
import { inviteHandlers } from './invite-handlers.ts'
import { memberHandlers } from './member-handlers.ts'
import { teamMigrations } from './migrations/index.ts'

const teamHandlers = { ...inviteHandlers, ...memberHandlers }

export type TeamOperation = keyof typeof teamHandlers

/** The people of an org. */
export function createTeam(): Module {
  return defineModule({
    name: 'team',
    operations: contractOperations(teamHandlers),
    migrations: teamMigrations,
  })
}
