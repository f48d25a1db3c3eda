export { document } from './gen/document.ts'
