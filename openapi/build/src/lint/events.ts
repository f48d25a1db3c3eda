import type { Document } from '../document.ts'
import { resolve } from '../document.ts'

/** The conventions for events: names, payloads, and their place in the catalogue. */
export function lintEvents(document: Document): string[] {
  const findings: string[] = []
  for (const [name, { post }] of Object.entries(document.webhooks ?? {})) {
    const report = (what: string) => findings.push(`event ${name}: ${what}`)
    const event = post['x-event']
    if (!/^[a-z][a-z_]*\.[a-z][a-z_]*$/.test(name)) report('is `<resource>.<past participle>`')
    if (event?.name !== name || post.operationId !== name) report('has one name everywhere')
    if (!name.startsWith(`${event?.resource}.`)) report('begins with its resource')
    if (typeof event?.audit !== 'boolean') report('says whether it is `audit`')
    if (!post.summary) report('has no summary')
    const schema = post.requestBody?.content['application/json'].schema
    if (typeof schema?.$ref !== 'string' || !resolve(document, schema.$ref))
      report('has a named component as payload')
  }
  return findings
}
