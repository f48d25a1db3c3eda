import { readFileSync } from 'node:fs'

/** What both quick starts print, ids of sessions left out. */
export function normalised(output: string): string {
  return output
    .trim()
    .replaceAll(/ses_[0-9A-Z]{26}/g, 'ses_#')
    .replaceAll(/(deployer|reviewer)-1/g, 'agent')
}

/** The org and its key were events 1 and 2. */
export const expected = `agent is active
ses_# has ended
refused: agent_suspended
3 agent.created agent
4 session.started ses_#
5 session.ended ses_#
6 agent.suspended agent
7 agent.resumed agent`

const source = 'examples/quickstart-node/main.ts'

/** The quick start as an ES module for a Node that knows no types: it uses no type syntax. */
export const asModule = () => readFileSync(source, 'utf8')

/** The same as CommonJS: `require`, and no await at the top. */
export function asCommonJs(): string {
  const text = asModule()
  const head = /^import (\{[^}]+\}) from '([^']+)'\n/.exec(text)
  if (head === null) throw new Error(`${source} must begin with its one import`)
  const body = text.slice(head[0].length)
  return `const ${head[1]} = require('${head[2]}')\nasync function main() {${body}}\nmain()\n`
}
