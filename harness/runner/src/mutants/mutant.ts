/** What is broken on purpose: an SDK, the server, the broker, or a driver. */
export type Target = 'node' | 'python' | 'server' | 'broker' | 'driver-node' | 'driver-python'

/** A wrong implementation of one behaviour; `mutants.schema.json` says what each field means. */
export interface Mutant {
  id: string
  /** A behaviour row, `code:<error code>`, `transition:<id>`, or a rule of `rules.yaml`. */
  behaviour: string
  target: Target
  /** From the root of the repository. */
  file: string
  /** Occurs exactly once in the file. */
  find: string
  replace: string
  /** Ids of scenarios, `*` for any text. Default: all that prove the behaviour. */
  kills?: string[]
  /** Default: every subject that runs the file. */
  subjects?: string[]
}

/** A file as a process is to see it instead of what is on the disk. */
export interface Overlay {
  file: string
  text: string
}

/** The subjects that run a mutant. */
export function subjectsOf({
  target,
  file,
  subjects,
}: Pick<Mutant, 'target' | 'file' | 'subjects'>): string[] {
  if (subjects) return subjects
  if (target === 'python' || target === 'driver-python') {
    const isAsync = /(^|\/)async_\w+\.py$/.test(file)
    return isAsync ? ['python-async'] : ['python-sync', 'python-async']
  }
  return ['node']
}

export function isOfServer({ target }: Pick<Mutant, 'target'>): boolean {
  return target === 'server' || target === 'broker'
}
