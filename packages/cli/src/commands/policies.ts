import { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { policiesExportCommand } from './policies-export.ts'
import { policiesImportCommand } from './policies-import.ts'
import { policiesListCommand } from './policies-list.ts'
import { policiesSimulateCommand } from './policies-simulate.ts'
import { policiesTestCommand } from './policies-test.ts'

export function policiesCommand(terminal: Terminal): Command {
  return new Command('policies')
    .description('List, test, simulate and move policies')
    .addCommand(policiesListCommand(terminal))
    .addCommand(policiesTestCommand(terminal))
    .addCommand(policiesSimulateCommand(terminal))
    .addCommand(policiesExportCommand(terminal))
    .addCommand(policiesImportCommand(terminal))
}
