import { type RuleMatch, type RuleOf, verbs } from './rule.ts'

export function riskThreshold({ threshold, decision }: RuleOf<'risk_threshold'>): RuleMatch {
  return ({ riskScore }) => {
    if (riskScore < threshold) return null
    const because = `${verbs[decision]} acts from risk score ${threshold} on: this one has ${riskScore}`
    return { decision, because }
  }
}
