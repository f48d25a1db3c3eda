import { describe, expect, it } from 'vitest'
import * as documentModule from './document.ts'
import * as contract from './index.ts'
import * as validatorsModule from './validators.ts'

describe('the public surface', () => {
  it('exports exactly these values from the index', () => {
    expect(Object.keys(contract).sort()).toEqual([
      'behaviour',
      'errorCodes',
      'events',
      'operations',
      'riskTable',
      'secretPatterns',
      'transitions',
    ])
  })

  it('exports exactly these values from validators', () => {
    expect(Object.keys(validatorsModule).sort()).toEqual([
      ...['issueItems', 'payloadValidators', 'requestValidators', 'responseValidators'],
      ...['schemas', 'validators'],
    ])
  })

  it('exports the document', () => {
    expect(Object.keys(documentModule)).toEqual(['document'])
    expect(documentModule.document.openapi).toMatch(/^3\.1/)
  })
})

describe('the tables agree', () => {
  it('with validators for every operation and every event', () => {
    const ids = Object.keys(contract.operations)
    expect(Object.keys(validatorsModule.requestValidators)).toEqual(ids)
    expect(Object.keys(validatorsModule.responseValidators)).toEqual(ids)
    expect(Object.keys(validatorsModule.payloadValidators)).toEqual(Object.keys(contract.events))
  })

  it('with a schema for every component that a row names', () => {
    const known = Object.keys(validatorsModule.schemas)
    for (const row of Object.values(contract.operations)) {
      for (const name of [row.body, row.success.schema]) {
        if (name !== null) expect(known).toContain(name)
      }
    }
  })

  it('with an error code for every failure that a row names', () => {
    const codes = Object.keys(contract.errorCodes)
    for (const row of Object.values(contract.operations)) {
      for (const code of row.errors) expect(codes).toContain(code)
    }
  })
})
