/** Where a handler leaves events. They are buffered and written as the unit's last statements. */
export interface EventSink {
  /**
   * Adds an event of the unit's org. Throws when `payload` is not what the catalogue says of the
   * event; nothing of the unit is written then, whether or not the error is caught.
   */
  append(event: string, resourceId: string, payload: object): void
  /** Names the org of a unit that creates one. A unit writes one org's log. */
  adopt(orgId: string): void
}
