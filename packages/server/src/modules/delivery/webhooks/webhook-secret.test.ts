import { expect, test } from 'vitest'
import { createIds } from '../../../ids.ts'
import { manualClock } from '../../../testing/manual-clock.ts'
import { createWebhookSecret, SecretBox, signWebhook } from './webhook-secret.ts'

test('the example of the specification is signed as it says', () => {
  const signed = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1614265330,
    body: '{"test": 2432232314}',
  }
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
  expect(signWebhook(signed, [secret])).toBe(signature)
  expect(signWebhook(signed, [secret, secret])).toBe(`${signature} ${signature}`)
})

test('a sealed secret opens for its own webhook, under its own key', () => {
  const secret = createWebhookSecret(createIds(manualClock()), 'org')
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const box = new SecretBox(new Uint8Array(32))
  const sealed = box.seal(secret, 'whk_1')
  expect(sealed).not.toBe(box.seal(secret, 'whk_1'))
  expect(box.open(sealed, 'whk_1')).toBe(secret)
  expect(() => box.open(sealed, 'whk_2')).toThrow()
  expect(() => new SecretBox(new Uint8Array(32).fill(1)).open(sealed, 'whk_1')).toThrow()
})
