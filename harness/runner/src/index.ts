export { main } from './main.ts'
export type { Report } from './report/report.ts'
