import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundle as bundleReferences, createConfig } from '@redocly/openapi-core'
import { parse } from 'yaml'
import type {
  Behaviour,
  Document,
  ErrorCode,
  RiskTable,
  SecretPattern,
  Transition,
} from './document.ts'
import { expand } from './expand.ts'

/** Reads the hand-written contract in `folder` into one complete document with local references only. */
export async function bundle(folder: string): Promise<Document> {
  const result = await bundleReferences({
    ref: join(folder, 'openapi.yaml'),
    config: await createConfig({}),
  })
  if (result.problems.length > 0)
    throw new Error(
      result.problems
        .map((p) => `${p.message} at ${p.location[0]?.source.absoluteRef}${p.location[0]?.pointer}`)
        .join('\n'),
    )
  return expand(result.bundle.parsed as Document, {
    errors: (await readYaml(join(folder, 'errors.yaml'))) as Record<string, ErrorCode>,
    behaviour: (await readYaml(join(folder, 'behaviour.yaml'))) as Behaviour,
    secrets: (await readYaml(join(folder, 'secrets.yaml'))) as Record<string, SecretPattern>,
    risk: (await readYaml(join(folder, 'risk.yaml'))) as RiskTable,
    transitions: (await readYaml(join(folder, 'transitions.yaml'))) as Transition[],
  })
}

async function readYaml(file: string): Promise<unknown> {
  return parse(await readFile(file, 'utf8'), { merge: true })
}
