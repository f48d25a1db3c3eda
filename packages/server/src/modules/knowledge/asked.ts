import { type SearchTerms, wordTerms } from '../../store/search-terms.ts'

/**
 * What has to be among the terms of what is found; `none` where nothing is asked for, `nothing` where
 * words are asked for and there are none.
 */
export type Asked = SearchTerms | 'none' | 'nothing'

/** `owner` keeps a search within what belongs together, however many others hold the same words. */
export function askFor(owner: string, labels: SearchTerms, q: string | undefined): Asked {
  const words = q === undefined ? [] : wordTerms(q)
  if (q !== undefined && words.length === 0) return 'nothing'
  const asked = [...labels, ...words]
  return asked.length === 0 ? 'none' : [owner, ...asked]
}
