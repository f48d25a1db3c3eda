import { expect, test, vi } from 'vitest'
import { createLog, type LogLevel } from './logger.ts'

function setup(threshold: LogLevel) {
  const logger = { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() }
  const log = createLog(logger, threshold, (text) => text.replaceAll('secret', '[redacted]'))
  return { logger, log }
}

test('only what is at least as severe as the level is written, or even made', () => {
  const { logger, log } = setup('warn')
  const fields = vi.fn(() => ({}))
  log('info', 'x', fields)
  expect(fields).not.toHaveBeenCalled()
  log('warn', 'x', fields)
  log('error', 'x', fields)
  expect([logger.warn, logger.error, logger.info].map((fn) => fn.mock.calls.length)).toEqual([
    1, 1, 0,
  ])
})

test('off is silent', () => {
  const { logger, log } = setup('off')
  log('error', 'x', () => ({}))
  expect(logger.error).not.toHaveBeenCalled()
})

test('every string is redacted, however deep', () => {
  const { logger, log } = setup('debug')
  log('debug', 'a secret', () => ({ a: ['secret'], b: { c: 'my secret' }, n: 1 }))
  expect(logger.debug).toHaveBeenCalledWith('a [redacted]', {
    a: ['[redacted]'],
    b: { c: 'my [redacted]' },
    n: 1,
  })
})

test('a logger that throws is nobody’s problem', () => {
  const { logger, log } = setup('debug')
  logger.error.mockImplementation(() => {
    throw new Error('disk full')
  })
  expect(() => log('error', 'x', () => ({}))).not.toThrow()
})
