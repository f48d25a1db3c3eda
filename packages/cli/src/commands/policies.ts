import { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { policiesListCommand } from './policies-list.ts'
import { policiesSimulateCommand } from './policies-simulate.ts'
import { policiesTestCommand } from './policies-test.ts'

export function policiesCommand(terminal: Terminal): Command {
  return new Command('policies')
    .description('List, test and simulate policies')
    .addCommand(policiesListCommand(terminal))
    .addCommand(policiesTestCommand(terminal))
    .addCommand(policiesSimulateCommand(terminal))
}
