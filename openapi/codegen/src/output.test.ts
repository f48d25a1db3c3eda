import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixture } from './fidelity/fixture.ts'
import { generate, generatedFolders } from './generate.ts'
import { differences, writeOutputs } from './output.ts'
import { readArtifact } from './read/read-artifact.ts'

const outputs = [
  { path: 'gen/a.ts', text: 'a\n' },
  { path: 'docs/b.md', text: 'b\n' },
]
const folders = ['gen']
let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'coxswain-output-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

describe('writeOutputs', () => {
  it('writes what is missing, then nothing', () => {
    expect(writeOutputs(root, outputs, folders)).toEqual(['docs/b.md', 'gen/a.ts'])
    expect(readFileSync(join(root, 'gen/a.ts'), 'utf8')).toBe('a\n')
    expect(writeOutputs(root, outputs, folders)).toEqual([])
  })

  it('removes what is left over in a generated folder, and nowhere else', () => {
    write('gen/old/c.ts', 'c\n')
    write('docs/mine.md', 'mine\n')
    expect(writeOutputs(root, outputs, folders)).toContain('gen/old/c.ts')
    expect(existsSync(join(root, 'gen/old/c.ts'))).toBe(false)
    expect(existsSync(join(root, 'docs/mine.md'))).toBe(true)
  })
})

describe('differences', () => {
  it('lists changed, missing and left over files', () => {
    write('gen/a.ts', 'edited\n')
    write('gen/c.ts', 'c\n')
    expect(differences(root, outputs, folders)).toEqual(['docs/b.md', 'gen/a.ts', 'gen/c.ts'])
  })

  it('is empty right after generating', () => {
    writeOutputs(root, outputs, folders)
    expect(differences(root, outputs, folders)).toEqual([])
  })
})

describe('generate', () => {
  it('gives the same bytes for the same artifact, whatever the order of its keys', () => {
    const reversed = JSON.parse(JSON.stringify(fixture)) as typeof fixture
    const schemas = Object.entries(reversed.components.schemas).reverse()
    const shuffled = { ...reversed, components: { schemas: Object.fromEntries(schemas) } }
    const texts = (artifact: unknown) => {
      return generate(readArtifact(artifact)).filter(({ path }) => !path.endsWith('document.ts'))
    }
    expect(texts(shuffled)).toEqual(texts(structuredClone(fixture)))
  })

  it('puts every source file into a folder that it owns', () => {
    const sources = generate(readArtifact(structuredClone(fixture))).filter(({ path }) => {
      return !path.startsWith('docs/')
    })
    for (const { path } of sources) {
      expect(generatedFolders.some((folder) => path.startsWith(`${folder}/`))).toBe(true)
    }
  })
})
