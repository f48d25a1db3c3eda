// Who may import whom. The rooms are described in docs/architecture.md.
const test = '\\.test\\.ts$|/test/|/testing/'
const publicSurface = [
  'packages/[^/]+/package\\.json$',
  'packages/contract/src/(index|validators|document)\\.ts$',
  'packages/client/src/(index|raw|webhooks)\\.ts$',
  'packages/broker/src/(index|testing/index)\\.ts$',
  'packages/server/src/(index|node|express|fastify|hono|testing/index)\\.ts$',
  'openapi/(build|codegen)/src/index\\.ts$',
  'harness/(index|runner/index|runner/main)\\.ts$',
  'proofs/src/index\\.ts$',
  'bench/src/index\\.ts$',
].map((path) => `^${path}`)

const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    never(
      'no-circular',
      'Layers point one way; types, which are gone when the code runs, may look back.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    never('resolvable', 'An import leads somewhere.', {}, { couldNotResolve: true }),
    never(
      'declared',
      'What a package imports stands in its own package.json.',
      { path: '^(packages|openapi|harness|proofs|bench|examples)/', pathNot: test },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    never(
      'no-dev-dependency-at-runtime',
      'A published package brings what it runs on; type imports cost nothing.',
      { path: '^packages/[^/]+/src/', pathNot: test },
      {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: ['^packages/contract/src/', 'node_modules/eventsource-parser'],
      },
    ),
    never('no-test-in-runtime', 'Tests are leaves.', { pathNot: test }, { path: '\\.test\\.ts$' }),
    never(
      'contract-stands-alone',
      'The contract knows zod and nothing of ours.',
      { path: '^packages/contract/src/', pathNot: test },
      { pathNot: ['^packages/contract/src/', 'node_modules/zod/'] },
    ),
    never(
      'client-knows-the-contract-only',
      'The client bundles types and tables of the contract; zod stays out of it.',
      { path: '^packages/client/src/', pathNot: test },
      {
        pathNot: [
          '^packages/client/src/',
          '^packages/contract/src/(index|gen/|operation)',
          'node_modules/(eventsource-parser|openapi-fetch|@opentelemetry/api)/',
        ],
      },
    ),
    never(
      'broker-knows-the-contract-only',
      'The broker serves without a server: it imports the contract and Node.',
      { path: '^packages/broker/src/', pathNot: test },
      {
        pathNot: ['^packages/broker/src/', '^packages/contract/src/(index|gen/|operation)'],
        dependencyTypesNot: ['core'],
      },
    ),
    never(
      'broker-by-its-index',
      'The server, too, uses the broker as strangers do.',
      { path: '^packages/server/src/' },
      {
        path: '^packages/broker/src/',
        pathNot: '^packages/broker/src/(index|testing/index)\\.ts$',
      },
    ),
    never(
      'client-has-no-validators',
      'Validators pull in zod: they are passed to the client, never imported by it.',
      { path: '^packages/client/src/', pathNot: test },
      { path: 'packages/contract/src/(gen/)?(validators|document)\\.ts$' },
    ),
    never(
      'openapi-fetch-only-in-raw',
      'The typed low-level client is an entry point of its own.',
      { path: '^packages/client/src/', pathNot: ['^packages/client/src/raw', test] },
      { path: 'node_modules/openapi-fetch/' },
    ),
    never(
      'client-runs-anywhere',
      'Browsers and edge runtimes have no Node modules.',
      { path: '^packages/(client|contract)/src/', pathNot: test },
      { dependencyTypes: ['core'] },
    ),
    never(
      'viewer-runs-in-browsers',
      'The script of the parity page stands alone: of the runner it knows types and the timeline.',
      { path: '^harness/runner/src/report/page/viewer/', pathNot: test },
      {
        pathNot: '^harness/runner/src/report/page/(viewer/|timeline\\.ts)',
        dependencyTypesNot: ['type-only'],
      },
    ),
    never(
      'kernel-below-modules',
      'HTTP and store know nothing of a module.',
      { path: '^packages/server/src/(http|store)/', pathNot: test },
      { path: '^packages/server/src/modules/' },
    ),
    never(
      'modules-by-their-index',
      'A module sees another one through its index only.',
      { path: '^packages/server/src/modules/([^/]+)/' },
      {
        path: '^packages/server/src/modules/[^/]+/',
        pathNot: [
          '^packages/server/src/modules/$1/',
          '^packages/server/src/modules/[^/]+/index\\.ts$',
        ],
      },
    ),
    never(
      'sql-at-the-rim',
      'SQL and drivers live in repositories, the store and migrations.',
      {
        path: '^(packages|harness|proofs|bench|examples|scripts)/',
        pathNot: ['-repository\\.ts$', '^packages/server/src/store/', '/migrations/', test],
      },
      { path: ['^node:sqlite$', '^sqlite$', 'node_modules/(kysely|pg|postgres)/'] },
    ),
    never(
      'server-without-client',
      'The server answers clients; it is none.',
      { path: '^packages/server/src/', pathNot: test },
      { path: '^packages/(client|cli)/' },
    ),
    never(
      'public-exports-only',
      'Command line, harness, proofs, bench, examples and scripts use packages as strangers do.',
      { path: '^(packages/cli|harness|proofs|bench|examples|scripts)/' },
      { path: '^packages/(contract|client|broker|server)/', pathNot: publicSurface },
    ),
    never(
      'examples-use-packages-only',
      'An example can be copied out of this repository.',
      { path: '^examples/([^/]+)/' },
      { path: '^(scripts|harness|proofs|bench|openapi)/|^examples/', pathNot: '^examples/$1/' },
    ),
    never(
      'openapi-stands-alone',
      'What reads and makes the contract depends on no package that is made from it.',
      // The fidelity test holds the emitted validators against an independent one.
      { path: '^openapi/', pathNot: [test, '^openapi/codegen/src/fidelity/'] },
      { path: '^(packages|harness|proofs|bench|scripts)/' },
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['/dist/', '/\\.cache/', '^(harness|bench)/out/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.d.ts'],
    },
    combinedDependencies: false,
  },
}
