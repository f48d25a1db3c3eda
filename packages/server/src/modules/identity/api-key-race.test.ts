import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { GovernedOrg } from '../../testing/governed-org.ts'
import { testDatabases } from '../../testing/test-databases.ts'
import { openWatched, type WatchedServer } from '../../testing/watched-server.ts'

const eight = Array.from({ length: 8 })

describe.each(testDatabases)('API keys on $name', (kind) => {
  let server: WatchedServer
  let org: GovernedOrg
  beforeAll(async () => {
    server = await openWatched(kind, /^apiKeys/)
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    org = await server.createOrg()
  })

  const rotate = (api_key_id: string, caller = org.owner) =>
    caller.call('apiKeys.rotate', { path: { api_key_id }, body: { grace_seconds: 60 } })
  const get = async (api_key_id: string) =>
    (await org.owner.call('apiKeys.get', { path: { api_key_id } })).ok()

  test('of those who rotate one key at once, itself among them, one does', async () => {
    const key = await org.mint(['api_keys:write'])
    const answers = await Promise.all(
      eight.map((_none, index) => rotate(key.keyId, index % 2 === 0 ? key : org.owner)),
    )
    const [won, ...others] = answers.filter(({ status }) => status === 201)
    const refused = answers.filter(({ status }) => status === 409).map((one) => one.problem().code)
    expect([others.length, refused]).toEqual([0, Array(7).fill('api_key_rotated')])
    expect((await get(key.keyId)).successor_id).toBe(won?.ok().id)
    const told = server.told.filter((text) => text.startsWith('api_key.rotated'))
    expect(told.filter((text) => text.includes(key.keyId))).toHaveLength(1)
  })

  test('what is told of a key that is revoked as it is rotated is how it then stands', async () => {
    for (const _none of eight) {
      const { keyId } = await org.mint(['agents:read'])
      const path = { api_key_id: keyId }
      const [rotated] = await Promise.all([
        rotate(keyId),
        org.owner.call('apiKeys.revoke', { path }),
      ])
      expect([201, 409]).toContain(rotated.status)
      const stands = await get(keyId)
      expect(stands.status).toBe('revoked')
      expect(stands.successor_id).toBe(rotated.status === 201 ? rotated.ok().id : null)
      const [revoked] = server.told
        .filter((text) => text.startsWith('api_key.revoked') && text.includes(`"id":"${keyId}"`))
        .map((text) => JSON.parse(text.slice(text.indexOf('{'))) as { api_key: object })
      const { successor_id, expires_at } = stands
      expect(revoked?.api_key).toMatchObject({ successor_id, expires_at })
    }
  })
})
