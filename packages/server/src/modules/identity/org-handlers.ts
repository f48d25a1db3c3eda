import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import { apiKeyView, createApiKey, fullScopes } from './api-key.ts'
import { insertApiKey } from './api-key-repository.ts'
import { type OrgRecord, orgView, patchOrg } from './org.ts'
import { findOrg, insertOrg, updateOrg } from './org-repository.ts'

export const orgHandlers: Handlers<'orgs.bootstrap' | 'orgs.get' | 'orgs.update'> = {
  async 'orgs.bootstrap'({ body }, { tx, events, ids, now }) {
    const orgId = ids.next('org', null)
    const org: OrgRecord = {
      id: orgId,
      version: 1,
      name: body.name,
      metadata: body.metadata ?? {},
      createdAt: now,
      updatedAt: now,
    }
    const { key, secret } = createApiKey(
      { orgId, name: body.api_key_name ?? 'first key', scopes: fullScopes, createdBy: null },
      ids,
      now,
    )
    await insertOrg(tx, org)
    await insertApiKey(tx, key)
    events.adopt(orgId)
    events.append('org.created', orgId, { org: orgView(org) })
    events.append('api_key.created', key.id, { api_key: apiKeyView(key, now) })
    return { org: orgView(org), api_key: { ...apiKeyView(key, now), secret } }
  },

  async 'orgs.get'({ path }, { tx, orgId, etag }) {
    const org = await ownOrg(tx, orgId, path.org_id)
    etag(org.version)
    return orgView(org)
  },

  async 'orgs.update'({ path, body }, { tx, events, orgId, now, etag, checkVersion }) {
    const org = await ownOrg(tx, orgId, path.org_id, 'update')
    checkVersion(org.version)
    const updated = patchOrg(org, body, now)
    etag(updated.version)
    if (updated === org) return orgView(org)
    await updateOrg(tx, updated)
    events.append('org.updated', orgId, { org: orgView(updated) })
    return orgView(updated)
  },
}

/** A caller sees one org, its own; any other is as absent as one that never was. */
async function ownOrg(
  tx: AnyUnit,
  orgId: string,
  asked: string,
  lock: RowLock = 'none',
): Promise<OrgRecord> {
  const org = asked === 'current' || asked === orgId ? await findOrg(tx, orgId, lock) : null
  if (org !== null) return org
  throw new CoxswainError('not_found', { detail: `there is no org \`${asked}\`` })
}
