import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import type { z } from 'zod'

export interface LoadedValidators {
  readonly schemas: Readonly<Record<string, z.ZodType>>
  readonly validators: Readonly<Record<string, z.ZodType>>
  readonly requestValidators: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>>
}

const contract = new URL('../../../../packages/contract/src/', import.meta.url)

/** Runs emitted validator source as it would run in the contract package. */
export async function loadValidators(source: string): Promise<LoadedValidators> {
  const folder = mkdtempSync(join(tmpdir(), 'coxswain-validators-'))
  try {
    const code = ts
      .transpileModule(source, {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2023,
          verbatimModuleSyntax: true,
        },
      })
      .outputText.replaceAll(
        /from '\.\.\/([a-z-]+\.ts)'/g,
        (_, name: string) => `from '${new URL(name, contract)}'`,
      )
      .replaceAll("from 'zod'", `from '${import.meta.resolve('zod')}'`)
    const path = join(folder, 'validators.mjs')
    writeFileSync(path, code)
    return (await import(pathToFileURL(path).href)) as LoadedValidators
  } finally {
    rmSync(folder, { recursive: true })
  }
}
