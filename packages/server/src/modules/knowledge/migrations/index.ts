import type { Migration } from '../../../store/migrator.ts'
import { memory } from './0001-memory.ts'

export const knowledgeMigrations: readonly Migration[] = [memory]
