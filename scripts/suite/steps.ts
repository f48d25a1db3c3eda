import type { Step } from './step.ts'

const python = 'packages/python'
// With the settings of the package, wherever the file lies.
const pythonFolders = [
  '--config',
  'pyproject.toml',
  '.',
  '../../examples',
  '../../scripts',
  '../../harness',
  '../../bench',
]
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
  { name: 'generated', command: ['node', 'openapi/codegen/src/cli.ts', '--check'] },
  { name: 'build', command: ['pnpm', 'build'], after: ['contract', 'generated'] },
  { name: 'types', command: ['pnpm', 'typecheck'] },
  { name: 'lint', command: ['pnpm', 'lint'] },
  { name: 'unit', ...vitest('unit'), limit: 600, needs: 'postgres' },
  { name: 'packages', command: ['node', 'scripts/check-packages.ts'], after: ['build'] },
  { name: 'python-lint', command: ['ruff', 'check', ...pythonFolders], folder: python },
  {
    name: 'python-format',
    command: ['ruff', 'format', '--check', ...pythonFolders],
    folder: python,
  },
  { name: 'pyright', command: ['pyright'], folder: python },
  { name: 'mypy', command: ['mypy'], folder: python },
  {
    name: 'pytest',
    command: ['pytest', '-q', `--junitxml=${out}/pytest.xml`],
    folder: python,
    report: { format: 'junit', file: `${out}/pytest.xml` },
  },
  { name: 'leaks', ...vitest('leaks', '--config', 'bench/leaks/vitest.config.ts'), limit: 120 },
  {
    name: 'python-leaks',
    command: [
      'pytest',
      '--config-file=pyproject.toml',
      '../../bench/python/leaks',
      `--junitxml=${out}/python-leaks.xml`,
    ],
    folder: python,
    report: { format: 'junit', file: `${out}/python-leaks.xml` },
    limit: 240,
  },
  {
    name: 'npm-install',
    ...acceptance('installation'),
    after: ['packages'],
    limit: 300,
  },
  { name: 'pip-install', ...acceptance('python-installation'), limit: 300 },
  { name: 'examples', ...acceptance('examples') },
  { name: 'docs', command: ['node', 'scripts/build-docs.ts'] },
  { name: 'links', command: ['node', 'scripts/check-docs.ts'], after: ['docs'] },
  { name: 'proofs', command: ['node', 'scripts/proof-durability.ts', '--short'] },
  {
    name: 'parity',
    command: ['node', 'scripts/parity.ts', '--check', '--no-fuzz'],
    report: { format: 'harness', file: 'harness/out/report.json' },
    alone: true,
    limit: 600,
    needs: 'postgres',
  },
  // Where Chromium has to be fetched first it takes its time.
  { name: 'report', ...acceptance('report'), after: ['parity'], limit: 420 },
  {
    name: 'fuzz',
    command: ['node', 'scripts/parity-fuzz.ts'],
    report: { format: 'fuzz', file: 'harness/out/fuzz/report.json' },
    // Both write the report of the harness, and both fill the machine.
    after: ['parity'],
    alone: true,
    limit: 300,
  },
  {
    name: 'mutants',
    command: ['node', 'scripts/parity-mutants.ts', '--check'],
    after: ['parity'],
    limit: 600,
    alone: true,
  },
]
