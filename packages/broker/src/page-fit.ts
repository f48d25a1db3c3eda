import type { Place } from './channel.ts'

/** How a page of a log, read from one seq below a place, fits to that place. */
export interface PageFit<Item extends Place> {
  /**
   * What the page has at the place: the same event, or another one, as a log has that lost its tail
   * and has grown again, or nothing, as the place was trimmed or lost.
   */
  readonly anchor: 'same' | 'other' | 'none'
  /** What comes after the place. */
  readonly items: readonly Item[]
  /** Whether that goes on from the place without a hole. */
  readonly isDense: boolean
}

/** Where to read from so that the page has the place itself. */
export function below({ seq }: Place): number {
  return Math.max(0, seq - 1)
}

export function fitPage<Item extends Place>(place: Place, page: readonly Item[]): PageFit<Item> {
  const items = page.filter(({ seq }) => seq > place.seq)
  const isDense = items.every(({ seq }, index) => seq === place.seq + 1 + index)
  return { anchor: anchorOf(place, page[0]), items, isDense }
}

function anchorOf(place: Place, first: Place | undefined): PageFit<Place>['anchor'] {
  // Before the first event there is nothing that could be another one.
  if (place.seq === 0) return 'same'
  if (first?.seq !== place.seq) return 'none'
  return first.id === place.id ? 'same' : 'other'
}
