/** A bound that is not a number bounds nothing, so it is refused. */
export function requirePositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value > 0)) throw new RangeError(`${name} must be a number above 0, not ${value}`)
  }
}
