import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Evidence, Proof } from './proof.ts'
import { runProofs, type Verdict } from './run-proofs.ts'

const proof = (name: string, run: Proof['run']): Proof => ({ name, run })
const evidence = (...findings: string[]): Evidence => ({ figures: {}, findings })

async function run(proofs: readonly Proof[], limitSeconds = 20) {
  const verdicts: Verdict[] = []
  const options = { profile: 'short', seed: 7, limitSeconds } as const
  const onVerdict = (verdict: Verdict) => verdicts.push(verdict)
  return { holds: await runProofs(proofs, { ...options, onVerdict }), verdicts }
}

test('all must hold', async () => {
  const sound = proof('sound', async () => evidence())
  expect((await run([sound, sound])).holds).toBe(true)
  const { holds, verdicts } = await run([proof('spoilt', async () => evidence('lost')), sound])
  expect(holds).toBe(false)
  expect(verdicts.map((verdict) => verdict.holds)).toEqual([false, true])
})

test('a proof that throws or does not end shows nothing', async () => {
  const throwing = proof('throwing', () => Promise.reject(new Error('no disk')))
  expect((await run([throwing])).verdicts[0]?.findings[0]).toContain('no disk')
  const hanging = proof('hanging', () => new Promise<Evidence>(() => undefined))
  expect((await run([hanging], 0.01)).holds).toBe(false)
})

test('a seed draws the same again, for each proof on its own', async () => {
  const drawn: number[] = []
  const folders: string[] = []
  const draw = (name: string) =>
    proof(name, async ({ random, folder }) => {
      drawn.push(random.next())
      folders.push(folder)
      return evidence()
    })
  await run([draw('one'), draw('two')])
  await run([draw('two')])
  expect(drawn[0]).not.toBe(drawn[1])
  expect(drawn[1]).toBe(drawn[2])
  expect(folders.filter((folder) => existsSync(folder))).toEqual([])
})
