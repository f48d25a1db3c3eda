import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { harnessPath } from '../paths.ts'

/** What server, broker and drivers promise beside the tables of the contract, for scenarios to prove. */
export interface Rule {
  id: string
  title: string
}

export function readRules(): Rule[] {
  return parse(readFileSync(harnessPath('mutants/rules.yaml'), 'utf8')) as Rule[]
}
