import { contractOperations } from '../../contract-operations.ts'
import { defineModule, type Module } from '../../module.ts'
import { opsHandlers } from './handlers.ts'

export type OpsOperation = keyof typeof opsHandlers

/** What those who run the server ask it. */
export function createOps(): Module {
  return defineModule({ name: 'ops', operations: contractOperations(opsHandlers) })
}
