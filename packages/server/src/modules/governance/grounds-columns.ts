import type { Branch, Evidence } from '@coxswain/contract'
import type { GuardRequest } from './guard-request.ts'

/** The columns of what an agent tells beside its act; most tell nothing. */
export interface GroundsColumns {
  evidence: string | null
  branch: string | null
}

type Grounds = Pick<GuardRequest, 'evidence' | 'branch'>

export function groundsColumns({ evidence, branch }: Grounds): GroundsColumns {
  return {
    evidence: evidence.length === 0 ? null : JSON.stringify(evidence),
    branch: branch === null ? null : JSON.stringify(branch),
  }
}

export function grounds({ evidence, branch }: GroundsColumns): Grounds {
  return {
    evidence: evidence === null ? [] : (JSON.parse(evidence) as Evidence[]),
    branch: branch === null ? null : (JSON.parse(branch) as Branch),
  }
}
