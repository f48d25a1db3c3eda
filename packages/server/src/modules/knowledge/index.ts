import { contractOperations } from '../../contract-operations.ts'
import { defineModule, type Module } from '../../module.ts'
import { knowledgeHandlers } from './handlers.ts'
import { memorySweeper } from './memory-sweeper.ts'
import { knowledgeMigrations } from './migrations/index.ts'

export type KnowledgeOperation = keyof typeof knowledgeHandlers

/** What agents know and tell each other. */
export function createKnowledge(): Module {
  return defineModule({
    name: 'knowledge',
    operations: contractOperations(knowledgeHandlers),
    migrations: knowledgeMigrations,
    workers: [memorySweeper()],
  })
}
