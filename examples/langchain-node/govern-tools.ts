import { type Coxswain, GovernedError } from '@coxswain/client'
import { createMiddleware, ToolMessage } from 'langchain'

/**
 * LangChain's hook around every tool call: the call becomes an action, which is decided about before
 * the tool runs. What is refused is told to the model instead of a result.
 */
export const governTools = (cox: Coxswain, agentId: string) =>
  createMiddleware({
    name: 'GovernTools',
    async wrapToolCall(request, handler) {
      const { name, args, id } = request.toolCall
      try {
        const { result } = await cox.governed(
          {
            agent_id: agentId,
            action_type: name,
            goal: `Call the tool ${name}`,
            act: { type: 'tool_call', server: 'langchain', name, arguments: args },
          },
          ({ act }) =>
            handler({ ...request, toolCall: { ...request.toolCall, args: act.arguments } }),
          { acceptModified: true },
        )
        return result
      } catch (error) {
        if (!(error instanceof GovernedError)) throw error
        return new ToolMessage({ content: error.message, tool_call_id: `${id}`, status: 'error' })
      }
    },
  })
