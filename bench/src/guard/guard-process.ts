// A server on a database in memory, and as many policies as the argument says.
import { createJudge } from '@coxswain/server/testing'
import { answer } from '../process/answer.ts'
import { openOrg } from '../server/open-org.ts'
import { decisionBody, policyBodies } from './policies.ts'

interface Run {
  readonly count: number
  readonly connections: number
}

const { server, client, apiKey } = await openOrg('sqlite::memory:')
const policies = policyBodies(Number(process.argv[2]))
for (const policy of policies) await client.policies.create(policy)
const judge = createJudge(policies)
const body = JSON.stringify(decisionBody)

async function decide(): Promise<void> {
  const response = await server.fetch(
    new Request('http://bench.invalid/api/v1/guard/decisions', {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body,
    }),
  )
  if (response.status !== 201) throw new Error(await response.text())
  await response.text()
}

await answer({
  async fetch({ count, connections }: Run) {
    let left = count
    const repeat = async () => {
      while (left-- > 0) await decide()
    }
    const started = performance.now()
    await Promise.all(Array.from({ length: connections }, repeat))
    return { rate: (count / (performance.now() - started)) * 1000 }
  },
  judge({ count }: Run) {
    const started = performance.now()
    for (let number = 0; number < count; number += 1) judge(decisionBody)
    return { rate: (count / (performance.now() - started)) * 1000 }
  },
})
await server.stop()
