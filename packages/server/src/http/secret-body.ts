import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** What a stored answer with a secret is locked with. Neither part is stored. */
export interface SecretBodyKey {
  /** The caller's credential, as it was sent. */
  readonly credential: string
  /** The raw Idempotency-Key. */
  readonly idempotencyKey: string
}

const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts an answer that holds a secret, so that only a replay by the same caller with the same
 * key can read it: AES-256-GCM under HKDF-SHA256 of credential and key. Whoever has the database
 * has neither.
 */
export function sealBody(body: string, key: SecretBodyKey): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', derive(key), nonce)
  const sealed = Buffer.concat([cipher.update(body, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
}

/** `null` when it was sealed with another key. */
export function openBody(sealed: string, key: SecretBodyKey): string | null {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', derive(key), bytes.subarray(0, nonceBytes))
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  const opened = decipher.update(bytes.subarray(nonceBytes + tagBytes))
  try {
    return Buffer.concat([opened, decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

function derive({ credential, idempotencyKey }: SecretBodyKey): Uint8Array {
  // The length goes first, so that no two pairs give the same input.
  const input = `${credential.length}:${credential}${idempotencyKey}`
  return new Uint8Array(hkdfSync('sha256', input, '', 'coxswain idempotent secret', 32))
}
