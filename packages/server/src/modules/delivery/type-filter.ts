/** Whether an event is asked for: by its name, or by `<resource>.*`. Without types every one is. */
export function createTypeFilter(types: readonly string[] | undefined): (name: string) => boolean {
  if (types === undefined) return () => true
  const names = new Set(types)
  return (name) => names.has(name) || names.has(`${name.slice(0, name.indexOf('.'))}.*`)
}
