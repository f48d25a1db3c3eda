// Is every wrong implementation of the catalogue noticed by a scenario? --help lists the options.
import { mainOfMutants } from '@coxswain/harness'

process.exitCode = await mainOfMutants(process.argv.slice(2))
