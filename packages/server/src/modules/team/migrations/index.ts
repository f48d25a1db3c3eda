import type { Migration } from '../../../store/migrator.ts'
import { team } from './0001-team.ts'

export const teamMigrations: readonly Migration[] = [team]
