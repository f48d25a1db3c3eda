// Builds the reference of both languages into docs/api; a warning is an error.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'

rmSync('docs/api', { recursive: true, force: true })
for (const name of ['contract', 'client', 'broker', 'server']) {
  run('typedoc', ['--options', 'typedoc.json', '--tsconfig', 'tsconfig.json', ...entries(name)])
}
run('pdoc', ['--docformat', 'google', '--output-directory', 'docs/api/python', 'coxswain'])

function entries(name: string): string[] {
  const out = ['--out', `docs/api/${name}`, '--name', `@coxswain/${name}`, '--readme', 'none']
  const extra = {
    client: ['raw'],
    contract: ['validators'],
    broker: ['testing/index'],
    server: ['node', 'testing/index'],
  }
  const files = ['index', ...(extra[name as keyof typeof extra] ?? [])]
  return [...out, ...files.flatMap((file) => ['--entryPoints', `packages/${name}/src/${file}.ts`])]
}

/** Shows what a tool says; when it is not content the others still get their turn. */
function run(program: string, args: readonly string[]): void {
  const { status } = spawnSync(program, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
