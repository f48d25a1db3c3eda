import type { Model } from '../../read/model.ts'
import { file } from '../text.ts'
import { eventNames } from './events.ts'
import { modelNames } from './models.ts'
import { paramNames } from './params.ts'
import { moduleHeader, quote } from './syntax.ts'

/** _gen/exports.py: where the package finds what it exports and has not loaded. */
export function emitPythonExports(model: Model): string {
  const homes = [
    ['models', modelNames(model)],
    ['params', paramNames(model)],
    ['events', eventNames(model)],
  ] as const
  const rows = homes.flatMap(([home, names]) => names.map((name) => [name, home] as const))
  return file(
    moduleHeader('Where each class of the contract is.'),
    'HOMES: dict[str, str] = {',
    rows
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, home]) => `    ${quote(name)}: ${quote(home)},`),
    '}',
    '"""The module of `_gen` that defines it, by its name."""',
  )
}
