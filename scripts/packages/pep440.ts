const stages: Readonly<Record<string, string>> = { alpha: 'a', beta: 'b', rc: 'rc' }

/** An npm version in the form that Python packages use: `1.0.0-alpha.2` is `1.0.0a2`. */
export function pep440(version: string): string {
  return version.replace(
    /-(alpha|beta|rc)\.(\d+)$/,
    (_, stage: string, number: string) => `${stages[stage]}${number}`,
  )
}
