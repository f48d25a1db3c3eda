/** How the guard computes a risk score: the sum of the points of every rule that applies. */
export interface RiskTable {
  /** No score is higher. */
  readonly cap: number
  /** How far back the rules about what happened recently look, in seconds. */
  readonly recentSeconds: number
  readonly rules: readonly RiskRule[]
  /** By the id of the rule whose points a match brings, then by the type of the act. */
  readonly patterns: Readonly<Record<string, Readonly<Record<string, readonly RiskPattern[]>>>>
}

export interface RiskRule {
  readonly id: string
  readonly points: number
  /** What the points are counted for, up to `max`; null where they are given once. */
  readonly per: string | null
  readonly max: number
  /** What a risk breakdown says to a person. */
  readonly title: string
  /** When the rule applies. */
  readonly when: string
}

export interface RiskPattern {
  readonly name: string
  /** A regular expression for the flags `iu`. */
  readonly pattern: string
}
