import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { generate } from '../generate.ts'
import { readArtifact } from '../read/read-artifact.ts'
import { copyWith, root, typeErrors } from '../throw-away/repository.ts'
import { fixture } from './fixture.ts'

const current = JSON.parse(readFileSync(join(root, 'openapi/v1/current.json'), 'utf8'))
// The hand-written halves name components of the contract, so that the fixture comes on top of it.
const artifact = {
  ...current,
  paths: { ...structuredClone(fixture.paths), ...current.paths },
  components: {
    ...current.components,
    schemas: { ...structuredClone(fixture.components.schemas), ...current.components.schemas },
  },
  'x-secret-patterns': { ...current['x-secret-patterns'], ...fixture['x-secret-patterns'] },
}
const model = readArtifact(artifact)
const outputs = generate(model)

const folder = mkdtempSync(join(tmpdir(), 'coxswain-languages-'))
afterAll(() => rmSync(folder, { recursive: true }))

const script = `
import json
import sys

import coxswain._gen.models as models
import coxswain._gen.secrets as secrets
shape = {"type": "group", "shapes": [{"type": "circle", "radius": 1.0}, {"type": "square"}]}
tree = {"value": 1, "left": {"value": 2, "left": None}}
value = {"shape": shape, "kind": "huge", "flag": True, "texts": {"text": "ab"}, "tree": tree}
built = models.Everything.build(value)
print(type(built.shape).__name__, [type(item).__name__ for item in built.shape.shapes])
print(built.kind, type(built.tree.left).__name__, built.to_dict() == value)
print(type(models.Everything.model_validate(value, strict=True).shape).__name__)
try:
    models.Everything.model_validate({**value, "tree": {"value": 11, "left": None}}, strict=True)
except ValueError as error:
    print("refused", error.errors()[0]["loc"])
print(json.loads(sys.argv[1]) == secrets.SECRET_PATTERNS)
`

/** In Python they are cut into lines. */
const patterns = JSON.stringify(
  Object.fromEntries(model.secretPatterns.map(({ name, pattern }) => [name, pattern])),
)

describe('what is generated from every keyword that the contract may use', () => {
  it('is valid TypeScript', () => {
    const entries = [
      'contract/src/index',
      'contract/src/validators',
      'client/src/index',
      'client/src/raw',
    ]
    for (const entry of entries) expect(typeErrors(`packages/${entry}.ts`, outputs)).toEqual([])
  }, 180_000)

  it('is Python that ruff leaves as it is, and reads what it does not know', () => {
    const bin = join(root, '.venv/bin')
    expect(existsSync(bin), `${bin} is made by npm test`).toBe(true)
    copyWith(folder, ['packages/python/src/coxswain'], outputs)
    const source = join(folder, 'packages/python/src')
    const generated = join(source, 'coxswain/_gen')
    const ruff = [
      'format',
      '--check',
      '--diff',
      '--no-cache',
      '--config',
      join(root, 'packages/python/pyproject.toml'),
    ]
    expect(run(join(bin, 'ruff'), [...ruff, generated], source).split('\n')).toEqual([
      '11 files already formatted',
    ])
    expect(run(join(bin, 'python'), ['-c', script, patterns], source).split('\n')).toEqual([
      "Group ['Circle', 'Unrecognized']",
      'huge Tree True',
      'Group',
      "refused ('tree', 'value')",
      'True',
    ])
  }, 180_000)
})

function run(command: string, values: readonly string[], source: string): string {
  const { stdout, stderr } = spawnSync(command, values, {
    env: { ...process.env, PYTHONPATH: source, PYTHONDONTWRITEBYTECODE: '1' },
    encoding: 'utf8',
    timeout: 30_000,
  })
  return `${stdout}${stderr}`.trim()
}
