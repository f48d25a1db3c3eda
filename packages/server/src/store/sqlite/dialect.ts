import { type LimitNode, type SelectModifierNode, SqliteAdapter, SqliteQueryCompiler } from 'kysely'
import { createQueries } from '../queries.ts'

class QueryCompiler extends SqliteQueryCompiler {
  /** Only one unit writes at a time, so every row that it reads is locked already. */
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier !== 'ForUpdate' && node.modifier !== 'ForShare') {
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
