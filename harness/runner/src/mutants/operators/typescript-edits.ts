import ts from 'typescript'
import type { Edit, Operator } from './change.ts'

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
export function listTypeScriptEdits(file: string, text: string): Edit[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const edits: Edit[] = []
  const visit = (node: ts.Node, around: readonly string[]): void => {
    if (isProse(node)) return
    const name = nameOf(node)
    const names = name === undefined ? around : [...around, name]
    const add = (operator: Operator, place: ts.Node, replace: string) => {
      const [start, end] = [place.getStart(source), place.getEnd()]
      edits.push({ operator, within: names.join('.'), start, end, replace })
    }
    const condition = conditionOf(node)
    if (condition && !isNegatedBelow(condition)) {
      add('negate', condition, `!(${condition.getText(source)})`)
    }
    if (isNot(node)) add('negate', node, `(${node.operand.getText(source)})`)
    if (ts.isBinaryExpression(node)) {
      const other = swapped.get(node.operatorToken.kind)
      if (other) add(other.operator, node.operatorToken, other.text)
    }
    if (isDeletable(node)) add('delete', node, ';')
    const literal = changedLiteral(node)
    if (literal !== undefined) add('literal', node, literal)
    ts.forEachChild(node, (child) => visit(child, names))
  }
  visit(source, [])
  return edits
}

/** Of what gives the code within a place of its own. */
function nameOf(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  const isNamed =
    ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isClassDeclaration(node)
  if (isNamed || ts.isAccessor(node)) return node.name?.getText()
  const isFunction =
    ts.isVariableDeclaration(node) && node.initializer && ts.isArrowFunction(node.initializer)
  return isFunction ? node.name.getText() : undefined
}

function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return node.expression
  return ts.isConditionalExpression(node) ? node.condition : undefined
}

/** A comparison is negated by its operator, and twice would be the same change. */
function isNegatedBelow(condition: ts.Expression): boolean {
  if (isNot(condition)) return true
  if (!ts.isBinaryExpression(condition)) return false
  return swapped.get(condition.operatorToken.kind)?.operator === 'negate'
}

function isNot(node: ts.Node): node is ts.PrefixUnaryExpression {
  return ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken
}

function isDeletable(node: ts.Node): boolean {
  if (ts.isThrowStatement(node) || ts.isContinueStatement(node)) return true
  if (ts.isReturnStatement(node)) return node.expression === undefined
  return ts.isExpressionStatement(node) && !isSetUp(node)
}

/** What sets up a new object stays: without its fields there is nothing to call. */
function isSetUp({ expression, parent }: ts.ExpressionStatement): boolean {
  if (!ts.isBlock(parent) || !ts.isConstructorDeclaration(parent.parent)) return false
  if (ts.isCallExpression(expression)) {
    return expression.expression.kind === ts.SyntaxKind.SuperKeyword
  }
  return (
    ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken
  )
}

function changedLiteral(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return 'false'
  if (node.kind === ts.SyntaxKind.FalseKeyword) return 'true'
  if (ts.isNumericLiteral(node) && !isNameOfMember(node)) return `(${node.text} + 1)`
  if (!ts.isStringLiteral(node) || isNameOfMember(node)) return undefined
  return JSON.stringify(`${node.text}~`)
}

function isNameOfMember(node: ts.NumericLiteral | ts.StringLiteral): boolean {
  const { parent } = node
  return ts.isPropertyAssignment(parent) && parent.name === node
}

/** Types are gone when the code runs, and what an error says to people is promised to nobody. */
function isProse(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true
  if (ts.isTypeNode(node) || ts.isTypeParameterDeclaration(node)) return true
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true
  return ts.isNewExpression(node) && /Error$/.test(node.expression.getText())
}
