import ts from 'typescript'
import type { Change, Operator } from './change.ts'

const swapped = new Map<ts.SyntaxKind, { operator: Operator; text: string }>([
  [ts.SyntaxKind.AmpersandAmpersandToken, { operator: 'logic', text: '||' }],
  [ts.SyntaxKind.BarBarToken, { operator: 'logic', text: '&&' }],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, { operator: 'negate', text: '!==' }],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, { operator: 'negate', text: '===' }],
  [ts.SyntaxKind.LessThanToken, { operator: 'boundary', text: '<=' }],
  [ts.SyntaxKind.LessThanEqualsToken, { operator: 'boundary', text: '<' }],
  [ts.SyntaxKind.GreaterThanToken, { operator: 'boundary', text: '>=' }],
  [ts.SyntaxKind.GreaterThanEqualsToken, { operator: 'boundary', text: '>' }],
])

/** Every change of a TypeScript file: conditions, operators, literals, statements. */
export function listTypeScriptChanges(file: string, text: string): Change[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const changes: Change[] = []
  const add = (operator: Operator, node: ts.Node, replace: string) =>
    changes.push({ operator, file, start: node.getStart(source), end: node.getEnd(), replace })
  const visit = (node: ts.Node): void => {
    if (isProse(node)) return
    const condition = conditionOf(node)
    if (condition) add('negate', condition, `!(${condition.getText(source)})`)
    if (ts.isBinaryExpression(node)) {
      const other = swapped.get(node.operatorToken.kind)
      if (other) add(other.operator, node.operatorToken, other.text)
    }
    if (isDeletable(node)) add('delete', node, ';')
    const literal = changedLiteral(node)
    if (literal !== undefined) add('literal', node, literal)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return changes
}

function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return node.expression
  return ts.isConditionalExpression(node) ? node.condition : undefined
}

function isDeletable(node: ts.Node): boolean {
  if (ts.isThrowStatement(node)) return true
  return ts.isExpressionStatement(node) && !ts.isStringLiteral(node.expression)
}

function changedLiteral(node: ts.Node): string | undefined {
  if (ts.isNumericLiteral(node)) return `(${node.text} + 1)`
  if (node.kind === ts.SyntaxKind.TrueKeyword) return 'false'
  if (node.kind === ts.SyntaxKind.FalseKeyword) return 'true'
  const isValue = ts.isStringLiteral(node) && !ts.isPropertyAssignment(node.parent.parent)
  return isValue && !isNameOf(node) ? JSON.stringify(`${node.text}~`) : undefined
}

/** A quoted name of a member is written where a value is not. */
function isNameOf(node: ts.StringLiteral): boolean {
  const { parent } = node
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node
}

/** Types are gone when the code runs, and what an error says to people is promised to nobody. */
function isProse(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node))
    return true
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true
  if (ts.isNewExpression(node)) return /Error$/.test(node.expression.getText())
  return ts.isTypeParameterDeclaration(node)
}
