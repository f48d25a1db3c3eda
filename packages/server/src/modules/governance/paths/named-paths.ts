import type { NamedPath } from './named-path.ts'
import { isWild } from './part-pattern.ts'

/** The paths that one act names, so kept that few of them have to be compared with a protected one. */
export class NamedPaths {
  readonly #all: readonly NamedPath[]
  /** Those of which some part may be many. */
  readonly #wild: readonly NamedPath[]
  readonly #folders: NamedPath[] = []
  /** Folders that begin anywhere, or with something that may be many. */
  readonly #openFolders: NamedPath[] = []
  readonly #foldersByName = new Map<string, NamedPath[]>()
  readonly #parts = new Set<string>()

  constructor(all: readonly NamedPath[]) {
    this.#all = all
    this.#wild = all.filter(({ wild }) => wild)
    for (const path of all) {
      for (const part of path.pattern.parts) this.#parts.add(part)
      if (path.folder && path.pattern.rooted) this.#folders.push(path)
    }
    for (const folder of this.#folders) this.#sort(folder)
  }

  /** Those that may have all of these parts, each of which stands for itself alone. */
  having(parts: readonly string[]): readonly NamedPath[] {
    return parts.every((part) => this.#parts.has(part)) ? this.#all : this.#wild
  }

  /** The folders in which something may lie that begins so; `null`: with anything. */
  foldersAbove(first: string | null): readonly NamedPath[] {
    if (first === null) return this.#folders
    const named = this.#foldersByName.get(first)
    return named === undefined ? this.#openFolders : [...named, ...this.#openFolders]
  }

  #sort(folder: NamedPath): void {
    const [first] = folder.pattern.parts
    if (first === undefined || isWild(first)) this.#openFolders.push(folder)
    else {
      const named = this.#foldersByName.get(first)
      if (named === undefined) this.#foldersByName.set(first, [folder])
      else named.push(folder)
    }
  }
}
