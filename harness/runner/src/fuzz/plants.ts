import type { Mutant } from '../mutants/mutant.ts'

/** A difference that is put into an SDK to see it found. */
export interface Plant extends Mutant {
  /** The subject that it is put into, and the one that it is held against. */
  subject: string
  against: string
}

/** Each of another part of a call: what is sent, how it ends, how long is waited in between. */
export const plants: readonly Plant[] = [
  {
    id: 'first-of-a-list',
    behaviour: 'encode.query',
    target: 'node',
    subject: 'node',
    against: 'python-sync',
    file: 'packages/client/src/encode.ts',
    find: 'for (const item of Array.isArray(value) ? value : [value])',
    replace: 'for (const item of Array.isArray(value) ? value.slice(0, 1) : [value])',
  },
  {
    id: 'null-is-absent',
    behaviour: 'encode.json',
    target: 'python',
    subject: 'python-sync',
    against: 'node',
    file: 'packages/python/src/coxswain/json.py',
    find: 'for name, item in members.items()])',
    replace: 'for name, item in members.items() if item is not None])',
  },
  {
    id: 'whole-seconds',
    behaviour: 'retry.after',
    target: 'python',
    subject: 'python-async',
    against: 'node',
    file: 'packages/python/src/coxswain/retry.py',
    find: 'return round(seconds * 1000) / 1000',
    replace: 'return float(int(seconds))',
  },
]
