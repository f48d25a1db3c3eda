import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, expect, test } from 'vitest'
import { Coxswain } from '../src/client.ts'

const server = setupServer()
afterAll(() => server.close())

test('a platform fetch that was replaced after construction is the one in use', async () => {
  const client = new Coxswain({ baseUrl: 'http://msw.test', apiKey: 'cox_k', maxRetries: 0 })
  server.use(
    http.get('http://msw.test/api/v1/agents/:id', ({ params, request }) =>
      HttpResponse.json({ id: params.id, key: request.headers.get('authorization') }),
    ),
  )
  server.listen({ onUnhandledFrame: 'error' })
  expect(await client.agents.get('a-1')).toEqual({ id: 'a-1', key: 'Bearer cox_k' })
})
