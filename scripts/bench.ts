// How fast is it, side by side with the bare thing? --help lists the options.
import { main } from '@coxswain/bench'

process.exitCode = await main(process.argv.slice(2))
