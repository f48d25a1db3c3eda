import type { Fields } from '../expect/value.ts'
import type { ApiStep } from '../scenario/scenario.ts'
import { placeholder } from '../scenario/values.ts'
import { askApi } from '../server/api.ts'
import type { RunContext } from './run-context.ts'

export async function runApi(context: RunContext, step: ApiStep, path: string): Promise<void> {
  const operation = context.operation(step.api)
  const slot = operation.bodyExample === undefined ? {} : { body: context.fill(step.body ?? {}) }
  const answer = await askApi(context.stage.server.address.api, {
    operation,
    path: context.fill(step.path ?? []),
    ...slot,
    query: context.fill(step.query ?? {}),
    key: context.fill(step.key ?? defaultKey(operation.security)),
    ...(step.headers ? { headers: context.fill(step.headers) } : {}),
  })
  if (!step.expect && answer.status >= 300) {
    throw new Error(`${path}: ${step.api} answered ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  context.expect(path, answer as unknown as Fields, step.expect)
  if (step.as) {
    context.remember(step.as, answer.body)
    context.remember(`${step.as}_response`, { status: answer.status, headers: answer.headers })
  }
}

function defaultKey(security: string): string {
  return placeholder(security === 'bootstrapToken' ? 'bootstrap_token' : 'org.key')
}
