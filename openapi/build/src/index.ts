export { digest, problemsOf, release, serialise, write } from './artifact.ts'
export { bundle } from './bundle.ts'
export type { Document, Operation, Schema } from './document.ts'
export { lint } from './lint/index.ts'
