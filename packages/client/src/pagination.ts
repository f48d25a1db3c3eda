import type { APIPromise, APIResponse } from './api-promise.ts'
import { ResponseFormatError } from './errors.ts'

/** One page of a list as it is on the wire. */
export interface Page<T> {
  data: T[]
  /** Where the next page begins; null on the last one. Opaque: hand it back as `cursor`. */
  next_cursor: string | null
  has_more: boolean
}

/** Asks for the page at `cursor`, or, without one, where the caller's own query begins. */
export type FetchPage<T> = (cursor: string | undefined) => APIPromise<Page<T>>

/**
 * A list, fetched page by page as it is read. Every iteration starts anew from the query's own
 * cursor; each page is a call of its own, with its own timeout, deadline and retries.
 */
export class Paginator<T> implements AsyncIterable<T> {
  readonly #fetch: FetchPage<T>

  constructor(fetch: FetchPage<T>) {
    this.#fetch = fetch
  }

  /** The first page. */
  page(): APIPromise<Page<T>> {
    return this.#fetch(undefined)
  }

  /** The first page with status, headers and request id. */
  withResponse(): Promise<APIResponse<Page<T>>> {
    return this.page().withResponse()
  }

  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    for (let cursor: string | undefined; ; ) {
      const page = await this.#fetch(cursor)
      yield page
      if (!page.has_more || page.next_cursor === null) return
      // A server that hands out the same cursor again would be read forever.
      if (page.next_cursor === cursor) throw new ResponseFormatError('the list repeats its cursor')
      cursor = page.next_cursor
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page.data
  }
}
