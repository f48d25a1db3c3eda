import { document } from '@coxswain/contract/document'

/** All packages share one version, and the contract has it too. */
export const version = versionOf(document['info'])

function versionOf(info: unknown): string {
  const { version } = info as { readonly version: string }
  return version
}
