import { memoryHandlers } from './memory-handlers.ts'

export const knowledgeHandlers = { ...memoryHandlers }
