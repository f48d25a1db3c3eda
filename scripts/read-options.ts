import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The options of a script; what it does not know is told in one sentence, with exit code 2. */
export function readOptions<const Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs<Config>(config)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(2)
  }
}
