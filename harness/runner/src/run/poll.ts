/** Asks again and again, some milliseconds apart, until it is so; throws when the time is up. */
export async function pollUntil(
  withinMs: number,
  what: string,
  condition: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`${what} did not happen within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
}
