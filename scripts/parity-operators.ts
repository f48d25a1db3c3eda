// Do the scenarios notice changes that nobody thought of? --help lists the options.
import { mainOfOperators } from '@coxswain/harness'

process.exitCode = await mainOfOperators(process.argv.slice(2))
