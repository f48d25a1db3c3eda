import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { repositoryPath } from '../../paths.ts'
import { findStale, findUnexplained, readExplanations } from './explanations.ts'
import { languages, listChanges } from './list-changes.ts'
import { drawOperatorsDocument } from './operators-document.ts'
import { documented } from './operators-options.ts'
import { readRecord } from './record.ts'
import { reasonsAgainst } from './score.ts'

const record = readRecord()
const explanations = readExplanations()
const possible = new Set(languages.flatMap((language) => listChanges(language).map(({ id }) => id)))

test('the run that is kept is the one that is documented', () => {
  expect({ seed: record.seed, sample: record.sample }).toEqual(documented)
  const text = readFileSync(repositoryPath('docs/operators.md'), 'utf8')
  expect(text).toBe(drawOperatorsDocument(record, explanations))
})

test('what is kept still speaks of this code, and every survivor is explained', () => {
  expect(findStale(record, explanations, possible)).toEqual([])
  expect(findUnexplained(record.tried, explanations)).toEqual([])
})

test.each(languages)('of what was tried in %s enough was killed', (language) => {
  const own = record.tried.filter((one) => one.language === language)
  expect(reasonsAgainst(language, own)).toEqual([])
})
