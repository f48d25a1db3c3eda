// The packed packages of every release stay as they were: old SDKs are tried against new servers.
import { problemsOfReleases } from './packages/releases.ts'

const problems = problemsOfReleases()
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1
