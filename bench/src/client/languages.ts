/** How calls are made in a language, and what is expected of the SDK. */
export interface Language {
  readonly runtime: 'node' | 'python'
  readonly title: string
  /** What stands in the network's place. */
  readonly stub: string
  readonly ways: readonly string[]
  readonly ours: readonly string[]
  readonly baseline: string
  /** CPU time per call over the stub, in us. */
  readonly aim: number
  readonly counts: Readonly<Record<'stub' | 'live', number>>
  /** Calls at a time over loopback, where a way can have more than one. */
  readonly connections: number
}

const python = {
  runtime: 'python',
  stub: 'httpx.MockTransport',
  aim: 80,
  counts: { stub: 3000, live: 1000 },
  connections: 8,
} as const

export const languages: Readonly<Record<string, Language>> = {
  node: {
    runtime: 'node',
    title: 'Node',
    stub: 'a stub of fetch',
    ways: ['coxswain', 'fetch', 'openapi-fetch'],
    ours: ['coxswain'],
    baseline: 'fetch',
    aim: 40,
    counts: { stub: 20_000, live: 3000 },
    connections: 8,
  },
  python: {
    ...python,
    title: 'Python',
    ways: ['coxswain', 'coxswain, httpx.Client', 'httpx'],
    ours: ['coxswain'],
    baseline: 'httpx',
  },
  'python-async': {
    ...python,
    title: 'Python, asyncio',
    ways: ['async coxswain', 'async coxswain, httpx.AsyncClient', 'async httpx'],
    ours: ['async coxswain'],
    baseline: 'async httpx',
  },
}
