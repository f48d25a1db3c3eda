export { createJudge } from '../modules/governance/index.ts'
export { type Api, type ApiCall, type ApiReply, createApi, createOrg } from './api.ts'
export type { ConformanceCase } from './conformance-case.ts'
export { type ManualClock, manualClock } from './manual-clock.ts'
export { type ManualTimers, manualTimers } from './manual-timers.ts'
export {
  createPostgresDatabase,
  type TestDatabase,
  testPostgresUrl,
} from './postgres-database.ts'
export type { OpenServer } from './server-case.ts'
export { serverCases } from './server-cases.ts'
export type { OpenStore } from './store-case.ts'
export { storeCases } from './store-cases.ts'
