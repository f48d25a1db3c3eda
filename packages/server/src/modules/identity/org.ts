import { isDeepStrictEqual } from 'node:util'
import type { Org, OrgUpdate } from '@coxswain/contract'
import { timestamp } from '../../clock.ts'
import { type Metadata, patchMetadata } from './metadata.ts'

export interface OrgRecord {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly metadata: Metadata
  readonly createdAt: number
  readonly updatedAt: number
}

/** The org after a merge patch; the same object when nothing changes. */
export function patchOrg(org: OrgRecord, patch: OrgUpdate, now: number): OrgRecord {
  const name = patch.name ?? org.name
  const metadata = patchMetadata(org.metadata, patch.metadata)
  if (name === org.name && isDeepStrictEqual(metadata, org.metadata)) return org
  return { ...org, name, metadata, version: org.version + 1, updatedAt: now }
}

export function orgView(org: OrgRecord): Org {
  return {
    id: org.id,
    name: org.name,
    metadata: org.metadata,
    created_at: timestamp(org.createdAt),
    updated_at: timestamp(org.updatedAt),
  }
}
