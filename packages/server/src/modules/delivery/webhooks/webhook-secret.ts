import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Ids } from '../../../ids.ts'

const prefix = 'whsec_'
const secretBytes = 32
const nonceBytes = 12
const tagBytes = 16

export function createWebhookSecret(ids: Ids, orgId: string): string {
  return `${prefix}${Buffer.from(ids.bytes(secretBytes, orgId)).toString('base64')}`
}

/** What is signed, and with what it is sent. */
export interface Signable {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly body: string
}

/** Standard Webhooks 1.0: one `v1` signature for each secret, separated by spaces. */
export function signWebhook({ id, timestamp, body }: Signable, secrets: readonly string[]): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(prefix.length), 'base64')
      const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
      return `v1,${mac}`
    })
    .join(' ')
}

/**
 * Keeps secrets under a key of the server: AES-256-GCM, bound to the webhook that they are of, so that
 * one that is copied into another row opens nothing.
 */
export class SecretBox {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  seal(secret: string, webhookId: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    cipher.setAAD(Buffer.from(webhookId))
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
  }

  /** Throws for anything that was not sealed with this key for this webhook. */
  open(sealed: string, webhookId: string): string {
    const bytes = Buffer.from(sealed, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, nonceBytes))
    decipher.setAAD(Buffer.from(webhookId))
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    const opened = decipher.update(bytes.subarray(nonceBytes + tagBytes))
    return Buffer.concat([opened, decipher.final()]).toString('utf8')
  }
}
