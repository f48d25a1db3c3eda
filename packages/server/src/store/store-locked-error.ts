/** Another process has the database. Nothing was opened. */
export class StoreLockedError extends Error {
  readonly path: string

  constructor(path: string, options?: ErrorOptions) {
    super(
      `another Coxswain server is using ${path}: one process serves a SQLite file. Stop that one, or give this one a database of its own.`,
      options,
    )
    this.name = 'StoreLockedError'
    this.path = path
  }
}
