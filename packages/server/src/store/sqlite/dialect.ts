import { type SelectModifierNode, SqliteAdapter, SqliteQueryCompiler } from 'kysely'
import { createQueries } from '../queries.ts'

/** Leaves row locks out: only one unit writes at a time, so every row that it reads is locked already. */
class SingleWriterCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier !== 'ForUpdate' && node.modifier !== 'ForShare')
      super.visitSelectModifier(node)
  }
}

export const queriesOn = createQueries({
  compiler: new SingleWriterCompiler(),
  adapter: new SqliteAdapter(),
})
