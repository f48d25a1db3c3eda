export {
  payloadValidators,
  requestValidators,
  responseValidators,
  schemas,
  validators,
} from './gen/validators.ts'
export { type IssueItem, issueItems } from './issues.ts'
export type { Schema } from './schema.ts'
