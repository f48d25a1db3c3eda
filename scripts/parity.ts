// Does every SDK do what the contract says, and do they all do the same? --help lists the options.
import { main } from '@coxswain/harness'

process.exitCode = await main(process.argv.slice(2))
