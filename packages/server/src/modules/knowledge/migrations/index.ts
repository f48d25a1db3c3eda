import type { Migration } from '../../../store/migrator.ts'
import { memory } from './0001-memory.ts'
import { context } from './0002-context.ts'

export const knowledgeMigrations: readonly Migration[] = [memory, context]
