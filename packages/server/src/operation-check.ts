import type { Operation } from './operation.ts'

const idForm = /^[A-Za-z]\w*\.[A-Za-z]\w*$/
const pathForm = /^(\/([A-Za-z0-9._~-]+|\{[A-Za-z]\w*\}))+$/
const scopeForm = /^(\*|[a-z][a-z0-9_]*):(read|write|admin)$/

/** Refuses operations that could not work as they are written, or would let the wrong ones in. */
export function checkOperations(operations: readonly Operation[]): void {
  const ids = new Set<string>()
  for (const operation of operations) {
    const { id } = operation
    if (ids.has(id)) throw new TypeError(`two operations are called ${id}`)
    ids.add(id)
    const fault = faultOf(operation)
    if (fault !== null) throw new TypeError(`operation ${id}: ${fault}`)
  }
}

function faultOf(operation: Operation): string | null {
  const { id, path, scope, security, success, request, response, transaction, before, streaming } =
    operation
  if (!idForm.test(id)) return 'its id must be `<resource>.<method>`'
  if (!pathForm.test(path)) return `its path must be like \`/notes/{note_id}\`, not \`${path}\``
  const names = path.match(/\{\w+\}/g) ?? []
  if (new Set(names).size < names.length) return 'its path must name each parameter once'
  const keyed = security === 'apiKey' || security === 'apiKeyOrStreamToken'
  if (keyed && !scopeForm.test(scope ?? '')) {
    return `its scope must be \`<resource>:<read|write|admin>\`, not \`${scope}\``
  }
  if (success.status < 200 || success.status > 299) return 'its status must tell of success'
  if (success.status === 204 && response !== null) return 'its status must be one with a body'
  if (operation.scrub.length > 0 && request.body === undefined) {
    return 'it must take a body to scrub fields of'
  }
  if (streaming && (transaction !== 'none' || !keyed)) {
    return 'a stream runs without a transaction, for holders of keys'
  }
  if (before !== undefined && transaction === 'none') {
    return 'without a transaction there is nothing to come before'
  }
  return null
}
