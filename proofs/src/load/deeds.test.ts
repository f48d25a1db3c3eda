import { expect, test } from 'vitest'
import { auditSnapshot } from '../audit/audit-snapshot.ts'
import { readSnapshot } from '../database/snapshot-repository.ts'
import type { Fault } from '../faults/fault.ts'
import { openSubject } from '../faults/open-subject.ts'
import { kindsOf, type TryOut, tryOut } from '../testing/try-out.ts'
import { Book, compareBook } from './book.ts'
import { doSomething } from './deeds.ts'
import { Lifeline } from './lifeline.ts'
import { createLoadOrg } from './org.ts'

/** A hundred deeds in one process that nothing happens to. */
const run = (fault: Fault | null) =>
  tryOut(async ({ folder, random }: TryOut) => {
    const path = `${folder}/load.db`
    const { server } = await openSubject({ database: `sqlite:${path}` }, fault)
    const lifeline = new Lifeline()
    lifeline.restore()
    const fetch = (url: string, init: RequestInit) => server.fetch(new Request(url, init))
    const reach = { baseUrl: 'http://load.test', fetch, runtime: lifeline.runtime }
    const org = await createLoadOrg(reach, 'Load')
    const book = new Book()
    const call = (number: number) => {
      const draws = random.fork(`${number}`)
      const caller = { client: org.caller(), approver: org.approver(), book, random: draws }
      return doSomething(caller, `deed-${number}`)
    }
    await Promise.all(Array.from({ length: 100 }, (_, number) => call(number)))
    await server.stop()
    const snapshot = await readSnapshot(path)
    const compared = compareBook(snapshot, book.acknowledged)
    return { figures: {}, findings: [...book.findings(), ...auditSnapshot(snapshot), ...compared] }
  })

test('what a sound server is asked to do has nothing to be found', async () => {
  expect((await run(null)).findings).toEqual([])
})

const breaches: [fault: Fault, finding: string][] = [
  ['dropped-answers', 'answer'],
  ['holed-log', 'log'],
  ['lost-sessions', 'lost'],
  ['shared-claims', 'won 2 times'],
  ['shared-decisions', 'won 2 times'],
  ['shared-grants', 'used twice'],
]

test.each(breaches)('%s is found out', async (fault, finding) => {
  expect(kindsOf(await run(fault))).toContain(finding)
})
