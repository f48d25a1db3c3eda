import { type LimitNode, type SelectModifierNode, SqliteAdapter, SqliteQueryCompiler } from 'kysely'
import { createQueries } from '../queries.ts'

/** What other databases have to be asked for. */
const impliedLocks: readonly string[] = ['ForUpdate', 'ForShare', 'SkipLocked']

class QueryCompiler extends SqliteQueryCompiler {
  /** Only one unit writes at a time: every row that it reads is locked already, and by no other. */
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier === undefined || !impliedLocks.includes(node.modifier)) {
      super.visitSelectModifier(node)
    }
  }

  /** SQLite compiles a statement anew for every run that binds a bare LIMIT; not so for an expression. */
  protected override visitLimit(node: LimitNode): void {
    this.append('limit cast(')
    this.visitNode(node.limit)
    this.append(' as integer)')
  }
}

export const queriesOn = createQueries({
  compiler: new QueryCompiler(),
  adapter: new SqliteAdapter(),
})
