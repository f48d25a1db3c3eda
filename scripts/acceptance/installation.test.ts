import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manifestOf } from '../packages/pack.ts'
import { type ControlPlane, startControlPlane } from './support/control-plane.ts'
import { npmProject, removeFolder } from './support/empty-project.ts'
import { nodeVersion } from './support/node-version.ts'
import { asCommonJs, asModule, expected, normalised } from './support/quickstart.ts'
import { run } from './support/run.ts'

let clientProject: string
let serverProject: string
let plane: ControlPlane

beforeAll(async () => {
  ;[clientProject, serverProject] = await Promise.all([
    npmProject(['client']),
    npmProject(['contract', 'client', 'broker', 'server', 'cli']),
  ])
  const cli = join(serverProject, 'node_modules', 'coxswain', 'dist', 'main.js')
  plane = await startControlPlane({ command: ['node', cli], folder: serverProject })
})

afterAll(async () => {
  await plane?.stop()
  await removeFolder(clientProject)
  await removeFolder(serverProject)
})

const withNode = async (version: string) => ({
  PATH: `${await nodeVersion(version)}${delimiter}${process.env.PATH}`,
})

describe.each(['22.12.0', '24.21.0', '26.10.0'])('the client on Node %s', (version) => {
  test.each([
    ['imported', 'main.mjs', asModule],
    ['required', 'main.cjs', asCommonJs],
  ])('runs the quick start when %s', async (how, file, source) => {
    await writeFile(join(clientProject, file), source())
    const env = { ...(await withNode(version)), ...(await plane.newOrg(`${version} ${how}`)) }
    const program = `process.version === 'v${version}' || process.exit(3)`
    await run('node', ['-e', program], { cwd: clientProject, env })
    expect(normalised(await run('node', [file], { cwd: clientProject, env }))).toContain(expected)
  })
})

describe.each(['24.21.0', '26.10.0'])('the server on Node %s', (version) => {
  test('serves the quick start from the installed command line', async () => {
    const bin = join(await nodeVersion(version), 'node')
    const cli = join(serverProject, 'node_modules', 'coxswain', 'dist', 'main.js')
    const own = await startControlPlane({
      command: [bin, cli],
      folder: serverProject,
      memory: true,
    })
    try {
      await writeFile(join(serverProject, 'main.mjs'), asModule())
      const env = { ...(await withNode(version)), ...(await own.newOrg('server')) }
      const printed = await run('node', ['main.mjs'], { cwd: serverProject, env })
      expect(normalised(printed)).toContain(expected)
    } finally {
      await own.stop()
    }
  })

  test('answers when it is embedded', async () => {
    const program = `
      import { createServer } from '@coxswain/server'
      const coxswain = await createServer({ database: 'sqlite::memory:' })
      const answer = await coxswain.fetch(new Request('http://localhost/health/live'))
      console.log(answer.status, (await answer.json()).status)
      await coxswain.stop()`
    await writeFile(join(serverProject, 'embed.mjs'), program)
    const env = await withNode(version)
    expect(await run('node', ['embed.mjs'], { cwd: serverProject, env })).toMatch(/^200 /)
  })
})

test('npx finds the command line', async () => {
  const { version } = manifestOf('cli')
  const printed = await run('npx', ['coxswain', '--version'], { cwd: serverProject })
  expect(printed.trim()).toBe(version)
})

test('the client brings openapi-fetch and nothing else of others', async () => {
  const listed = await run('npm', ['ls', '--all', '--parseable'], { cwd: clientProject })
  const installed = listed.match(/(?<=node_modules\/)(@[^/\n]+\/)?[^/\n]+(?=\n|$)/g) ?? []
  expect(installed.toSorted()).toEqual([
    '@coxswain/client',
    'openapi-fetch',
    'openapi-typescript-helpers',
  ])
})

test.each(['nodenext', 'bundler'])('the types serve a strict program (%s)', async (resolution) => {
  const options = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    module: resolution === 'bundler' ? 'esnext' : 'nodenext',
    moduleResolution: resolution,
  }
  const files = {
    'main.mts': asModule(),
    'tsconfig.json': JSON.stringify({ compilerOptions: options, files: ['main.mts'] }),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(clientProject, name), text)
  await run('tsc', ['-p', 'tsconfig.json'], { cwd: clientProject })
})
