import type { Step } from './step.ts'

const python = 'packages/python'
const out = `${process.cwd()}/.cache/suite`

const vitest = (name: string, ...args: string[]): Pick<Step, 'command' | 'report'> => {
  const file = `${out}/${name}.json`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  return {
    command: ['vitest', 'run', ...args, ...reporters],
    report: { format: 'vitest', file },
  }
}

const acceptance = (name: string) =>
  vitest(name, '--config', 'vitest.acceptance.config.ts', `scripts/acceptance/${name}.test.ts`)

/** Everything that must pass, the long chain (build, then what needs it) first. */
export const steps: readonly Step[] = [
  { name: 'contract', command: ['node', 'openapi/build/src/cli.ts', 'check'] },
  { name: 'generated code', command: ['node', 'openapi/codegen/src/cli.ts', '--check'] },
  { name: 'build', command: ['pnpm', 'build'], after: ['contract', 'generated code'] },
  { name: 'types', command: ['pnpm', 'typecheck'] },
  { name: 'lint', command: ['pnpm', 'lint'] },
  { name: 'unit tests', ...vitest('unit'), limit: 240 },
  { name: 'published packages', command: ['node', 'scripts/check-packages.ts'], after: ['build'] },
  { name: 'python lint', command: ['ruff', 'check', '.'], folder: python },
  { name: 'python format', command: ['ruff', 'format', '--check', '.'], folder: python },
  { name: 'python types (pyright)', command: ['pyright'], folder: python },
  { name: 'python types (mypy)', command: ['mypy'], folder: python },
  {
    name: 'python tests',
    command: ['pytest', '-q', `--junitxml=${out}/pytest.xml`],
    folder: python,
    report: { format: 'junit', file: `${out}/pytest.xml` },
  },
  {
    name: 'npm installation',
    ...acceptance('installation'),
    after: ['published packages'],
    limit: 300,
  },
  { name: 'python installation', ...acceptance('python-installation'), limit: 300 },
  { name: 'examples and readme', ...acceptance('examples') },
  { name: 'docs', command: ['node', 'scripts/build-docs.ts'] },
  { name: 'links and headers', command: ['node', 'scripts/check-docs.ts'], after: ['docs'] },
  {
    name: 'parity',
    command: ['node', 'scripts/parity.ts'],
    report: { format: 'harness', file: 'harness/out/report.json' },
    alone: true,
  },
]
