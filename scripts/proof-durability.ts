// Is what the server acknowledges really there, once, whatever happens? --help lists the options.
import { main } from '@coxswain/proofs'

// A proof that has hung may have left something running; its verdict is told all the same.
process.exit(await main(process.argv.slice(2)))
