import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { PolicyDocument, PolicyImport } from '@coxswain/client'
import { type Document, isNode, LineCounter, parseDocument, stringify } from 'yaml'
import { CliError, exitCodes } from './cli-error.ts'
import { readTextFile } from './read-json.ts'
import type { Terminal } from './terminal.ts'

export type PolicyFormat = 'yaml' | 'json'

/** Policies as they stand in a file, and where. */
export interface PolicyFile {
  /** The server checks what it is. */
  readonly document: Pick<PolicyImport, 'format' | 'policies'>
  /** Where a JSON pointer leads to, as `policies.yaml:3:5`; as near as the file has it. */
  place(pointer: string): string
}

/** Reads a file of policies. JSON is YAML too, so the format need not be told. */
export async function readPolicyFile(file: string, terminal: Terminal): Promise<PolicyFile> {
  const name = file === '-' ? 'standard input' : file
  const lines = new LineCounter()
  const document = parseDocument(await readTextFile(file, terminal), { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    const [reason] = error.message.split(' at line ')
    throw new CliError(`${name}:${line}:${col}: ${reason}`, {
      exitCode: exitCodes.usage,
      cause: error,
    })
  }
  return {
    document: document.toJS() as PolicyFile['document'],
    place(pointer) {
      const { line, col } = lines.linePos(offsetOf(document, pointer))
      return `${name}:${line}:${col}`
    },
  }
}

/** What a document is in a file of that format. */
export function writePolicies(document: PolicyDocument, format: PolicyFormat): string {
  if (format === 'json') return JSON.stringify(document, null, 2)
  return stringify(document, { lineWidth: 100 }).trimEnd()
}

/** Writes a file anew. */
export function savePolicyFile(file: string, text: string, terminal: Terminal): void {
  try {
    writeFileSync(resolve(terminal.folder, file), `${text}\n`)
  } catch (error) {
    throw new CliError(`${file} can not be written: ${(error as Error).message}`, { cause: error })
  }
}

/** The place of the deepest part of a pointer that the document has. */
function offsetOf(document: Document, pointer: string): number {
  const path = pointer
    .replace(/^#/, '')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}
