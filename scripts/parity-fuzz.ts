// Do all SDKs answer drawn sequences of calls alike? --help lists the options.
import { mainOfFuzz } from '@coxswain/harness'

process.exitCode = await mainOfFuzz(process.argv.slice(2))
