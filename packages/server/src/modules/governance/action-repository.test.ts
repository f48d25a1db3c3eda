import { afterAll, expect, test } from 'vitest'
import { systemScope } from '../../store/unit-of-work.ts'
import { createGovernedServer } from '../../testing/governed-org.ts'
import { patchAction } from './action.ts'
import { requireAction } from './action-change.ts'
import { updateAction } from './action-repository.ts'

const server = await createGovernedServer()
afterAll(() => server.stop())

test('a row is written only as it was read', async () => {
  const org = await server.createOrg()
  const { id } = await org.create()
  await server.store.write(systemScope('test', org.orgId), async (unit) => {
    const read = await requireAction(unit, org.orgId, id)
    const edited = patchAction(read, { reasoning: 'because' }, read.updatedAt)
    expect(await updateAction(unit, { ...read, status: 'running' }, edited)).toBe(false)
    expect(await updateAction(unit, read, edited)).toBe(true)
    expect(await updateAction(unit, read, edited)).toBe(false)
    expect(await requireAction(unit, org.orgId, id)).toEqual(edited)
  })
})
