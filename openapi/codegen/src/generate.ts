import { emitClientOperations } from './emit/client/operations.ts'
import { emitPaths } from './emit/client/paths.ts'
import { emitResources } from './emit/client/resources.ts'
import { emitClientBehaviour, emitClientErrors, emitClientSecrets } from './emit/client/tables.ts'
import { emitClientTypes } from './emit/client/types.ts'
import { emitApiInventory, emitApiInventoryJson } from './emit/docs/api-inventory.ts'
import { emitApiReference } from './emit/docs/api-reference.ts'
import { emitRiskDoc } from './emit/docs/risk.ts'
import { emitSdkBehaviour } from './emit/docs/sdk-behaviour.ts'
import { emitStates } from './emit/docs/states.ts'
import { emitPythonEvents } from './emit/python/events.ts'
import { emitPythonExports } from './emit/python/exports.ts'
import { emitModels } from './emit/python/models.ts'
import { emitPythonOperations } from './emit/python/operations.ts'
import { emitParams } from './emit/python/params.ts'
import { emitPythonAsyncResources, emitPythonResources } from './emit/python/resources.ts'
import { emitPythonBehaviour, emitPythonErrors, emitPythonSecrets } from './emit/python/tables.ts'
import { generatedNotice, type OutputFile } from './emit/text.ts'
import { emitEvents } from './emit/typescript/events.ts'
import { emitOperationTypes } from './emit/typescript/operation-types.ts'
import { emitOperations } from './emit/typescript/operations.ts'
import { emitRisk } from './emit/typescript/risk.ts'
import { emitBehaviour, emitDocument, emitErrors, emitSecrets } from './emit/typescript/tables.ts'
import { emitTransitions } from './emit/typescript/transitions.ts'
import { emitTypes } from './emit/typescript/types.ts'
import { emitValidators } from './emit/typescript/validators.ts'
import type { Model } from './read/model.ts'

/** Folders that hold nothing but generated files; what is not an output any more goes away. */
export const generatedFolders = [
  'packages/contract/src/gen',
  'packages/client/src/gen',
  'packages/python/src/coxswain/_gen',
] as const

const contract = 'packages/contract/src/gen'
const client = 'packages/client/src/gen'
const python = 'packages/python/src/coxswain/_gen'

const emitters: Readonly<Record<string, (model: Model) => string>> = {
  [`${contract}/types.ts`]: emitTypes,
  [`${contract}/operation-types.ts`]: emitOperationTypes,
  [`${contract}/operations.ts`]: emitOperations,
  [`${contract}/validators.ts`]: emitValidators,
  [`${contract}/events.ts`]: emitEvents,
  [`${contract}/errors.ts`]: emitErrors,
  [`${contract}/behaviour.ts`]: emitBehaviour,
  [`${contract}/secrets.ts`]: emitSecrets,
  [`${contract}/risk.ts`]: emitRisk,
  [`${contract}/transitions.ts`]: emitTransitions,
  [`${contract}/document.ts`]: emitDocument,
  [`${client}/operations.ts`]: emitClientOperations,
  [`${client}/resources.ts`]: emitResources,
  [`${client}/types.ts`]: emitClientTypes,
  [`${client}/errors.ts`]: emitClientErrors,
  [`${client}/behaviour.ts`]: emitClientBehaviour,
  [`${client}/secrets.ts`]: emitClientSecrets,
  [`${client}/paths.ts`]: emitPaths,
  [`${python}/__init__.py`]: () => `"""${generatedNotice}"""\n`,
  [`${python}/models.py`]: emitModels,
  [`${python}/params.py`]: emitParams,
  [`${python}/operations.py`]: emitPythonOperations,
  [`${python}/errors.py`]: emitPythonErrors,
  [`${python}/behaviour.py`]: emitPythonBehaviour,
  [`${python}/secrets.py`]: emitPythonSecrets,
  [`${python}/events.py`]: emitPythonEvents,
  [`${python}/exports.py`]: emitPythonExports,
  [`${python}/resources.py`]: emitPythonResources,
  [`${python}/async_resources.py`]: emitPythonAsyncResources,
  'docs/api-reference.md': emitApiReference,
  'docs/api-inventory.md': emitApiInventory,
  'docs/api-inventory.json': emitApiInventoryJson,
  'docs/sdk-behaviour.md': emitSdkBehaviour,
  'docs/risk.md': emitRiskDoc,
  'docs/states.md': emitStates,
}

/** Every generated file of the repository, from one model; the same model gives the same bytes. */
export function generate(model: Model): readonly OutputFile[] {
  return Object.entries(emitters).map(([path, emit]) => ({ path, text: emit(model) }))
}
