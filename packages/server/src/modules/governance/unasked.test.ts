import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { createIds } from '../../ids.ts'
import { systemScope } from '../../store/unit-of-work.ts'
import { createGovernedServer, plainAct } from '../../testing/governed-org.ts'
import { manualTimers } from '../../testing/index.ts'
import { createGuard } from './guard.ts'

const server = await createGovernedServer()
afterAll(() => server.stop())
const timers = manualTimers()
const evaluator = { name: 'model', evaluate: async () => null }

test('evaluators that are there and were not asked leave it to a person', async () => {
  const { orgId } = await server.createOrg()
  const decide = (evaluators: (typeof evaluator)[]) =>
    server.store.write(systemScope('test', orgId), (tx) =>
      createGuard({ evaluators, timeoutMs: 1, timers }).decide(
        {
          tx,
          orgId,
          ids: createIds(),
          now: 0,
          log: pino({ level: 'silent' }),
          principal: { id: 'key_1' } as never,
        },
        { agent_id: 'worker-1', action_type: 'free', act: plainAct },
        undefined,
      ),
    )
  expect(await decide([])).toMatchObject({ decision: 'allow', failClosed: false })
  expect(await decide([evaluator])).toMatchObject({
    decision: 'require_approval',
    failClosed: true,
    reasons: [{ source: 'failure', message: 'the evaluators were not asked' }],
  })
})
