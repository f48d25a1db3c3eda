/** The parts of V8's profile format that are read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: {
      readonly functionName: string
      readonly url: string
      readonly lineNumber: number
    }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

export interface Share {
  readonly name: string
  /** Of the time in which the process was not idle. */
  readonly share: number
}

/** The functions in which most time was spent, without what they called. */
export function summariseProfile(
  { nodes, samples, timeDeltas }: CpuProfile,
  place: (url: string) => string,
  limit: number,
): Share[] {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url } }) => {
      const name = functionName || '(anonymous)'
      return [id, url === '' ? name : `${name} ${place(url)}`]
    }),
  )
  const spent = new Map<string, number>()
  samples.forEach((id, index) => {
    const name = names.get(id) ?? '(unknown)'
    if (name === '(idle)') return
    spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[index] ?? 0))
  })
  const total = [...spent.values()].reduce((sum, time) => sum + time, 0)
  return [...spent]
    .sort(([, one], [, other]) => other - one)
    .slice(0, limit)
    .map(([name, time]) => ({ name, share: time / total }))
}
