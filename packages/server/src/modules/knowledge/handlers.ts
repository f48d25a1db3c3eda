import { contextPointHandlers } from './context-point-handlers.ts'
import { contextThreadHandlers } from './context-thread-handlers.ts'
import { memoryHandlers } from './memory-handlers.ts'

export const knowledgeHandlers = {
  ...memoryHandlers,
  ...contextPointHandlers,
  ...contextThreadHandlers,
}
