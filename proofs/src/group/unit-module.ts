import { setImmediate } from 'node:timers/promises'
import { CoxswainError, defineModule, defineOperation, type Module } from '@coxswain/server'
import { z } from 'zod'
import type { Fault } from '../faults/fault.ts'
import { unitMigration } from './migrations/unit-migrations.ts'
import { insertUnit } from './unit-repository.ts'

/** How a unit of work ends. */
export const ways = [
  'works',
  /** Writes, then throws a mistake. */
  'throws',
  /** Writes, then refuses with a problem of the contract. */
  'refuses',
  /** Writes, then answers what its own schema forbids. */
  'lies',
  /** Writes a row that is there already. */
  'collides',
  /** Writes, waits for something other than the database, and tries to write more. */
  'waits',
  /** Writes what makes COMMIT fail. */
  'breaks',
] as const

export type Way = (typeof ways)[number]

/** The label that every colliding unit takes. */
export const takenLabel = 'taken'

const event = 'unit.written'
const shown = z.object({ unit: z.object({ id: z.string() }) })

/** Units of work of every kind. `onEnter`: told of each one when its turn in the group has come. */
export function createUnitModule(fault: Fault | null, onEnter: (label: string) => void): Module {
  return defineModule({
    name: 'units',
    migrations: [unitMigration(fault)],
    events: [{ name: event, resource: 'unit', payload: shown }],
    operations: [
      defineOperation({
        id: 'units.write',
        method: 'POST',
        path: '/units',
        scope: 'actions:write',
        transaction: 'write',
        errors: ['invalid_state'],
        request: { body: z.strictObject({ label: z.string(), way: z.enum(ways) }) },
        response: z.strictObject({ label: z.string() }),
        async handle({ body: { label, way } }, { tx, events }) {
          onEnter(label)
          events.append(event, label, { unit: { id: label } })
          await insertUnit(tx, label, way === 'breaks' ? 'nobody' : null)
          if (way === 'throws') throw new TypeError('planted')
          if (way === 'refuses') throw new CoxswainError('invalid_state', { detail: 'planted' })
          if (way === 'collides') await insertUnit(tx, takenLabel)
          if (way === 'waits') {
            await setImmediate()
            await insertUnit(tx, `${label} later`)
          }
          return way === 'lies' ? ({ lie: label } as unknown as { label: string }) : { label }
        },
      }),
    ],
  })
}
