import { expect, test } from 'vitest'
import { rejection } from '../test/stub-fetch.ts'
import { APIPromise, type APIResponse } from './api-promise.ts'

const response: APIResponse<number> = {
  data: 5,
  status: 200,
  headers: new Headers(),
  requestId: 'req_1',
}

test('it resolves with the result', async () => {
  expect(await new APIPromise(Promise.resolve(response))).toBe(5)
})

test('it is a promise to everything that takes one', async () => {
  const promise = new APIPromise(Promise.resolve(response))
  expect(promise).toBeInstanceOf(Promise)
  expect(await Promise.all([promise, promise])).toEqual([5, 5])
  expect(await promise.then((value) => value + 1)).toBe(6)
  expect(await promise.finally(() => undefined)).toBe(5)
})

test('withResponse gives the result with what came along', async () => {
  expect(await new APIPromise(Promise.resolve(response)).withResponse()).toBe(response)
})

test('a rejection reaches whichever of the two was asked for, and is nowhere unhandled', async () => {
  const unhandled: unknown[] = []
  const listener = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', listener)
  const failed = () => new APIPromise<number>(Promise.reject(new Error('no')))
  expect(await rejection(failed().withResponse())).toEqual(new Error('no'))
  expect(await failed().catch((error) => String(error))).toBe('Error: no')
  expect(await rejection(failed())).toEqual(new Error('no'))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', listener)
  expect(unhandled).toEqual([])
})
