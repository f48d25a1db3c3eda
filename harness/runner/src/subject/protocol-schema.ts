import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { harnessPath } from '../paths.ts'

const ajv = new Ajv2020({ strict: false })
const validators = new Map<string, ValidateFunction>()
let added = false

const blame = {
  requests: 'the runner asked',
  results: 'the driver answered',
  notifications: 'the driver told',
}

type Side = 'requests' | 'results' | 'notifications'

/** Throws when a message is not what the protocol says; the text names the first mistake. */
export function checkMessage(side: Side, method: string, value: unknown): void {
  if (!added) {
    ajv.addSchema(JSON.parse(readFileSync(harnessPath('protocol/protocol.schema.json'), 'utf8')))
    added = true
  }
  const key = `${side}/${method}`
  const validate = validators.get(key) ?? ajv.compile({ $ref: `protocol#/$defs/${side}/${method}` })
  validators.set(key, validate)
  if (validate(value)) return
  const first = validate.errors?.[0]
  throw new Error(
    `${method}: ${blame[side]} ` +
      `against the protocol: ${first?.instancePath ?? ''} ${first?.message ?? ''}`,
  )
}
