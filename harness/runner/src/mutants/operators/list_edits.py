"""Lists every edit of Python files as JSON: conditions, operators, literals, statements."""

import ast
import json
import sys
from pathlib import Path
from typing import Any

COMPARISONS: dict[type[ast.cmpop], tuple[str, str, str]] = {
    ast.Lt: ("boundary", "<", "<="),
    ast.LtE: ("boundary", "<=", "<"),
    ast.Gt: ("boundary", ">", ">="),
    ast.GtE: ("boundary", ">=", ">"),
    ast.Eq: ("negate", "==", "!="),
    ast.NotEq: ("negate", "!=", "=="),
    ast.Is: ("negate", "is", "is not"),
    ast.IsNot: ("negate", "is not", "is"),
    ast.In: ("negate", "in", "not in"),
    ast.NotIn: ("negate", "not in", "in"),
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# What names things, and is no code: who may write which word, and what a module shows.
NAMES = ("__all__", "__slots__")


class Lister:
    """Walks over one file. Offsets are in UTF-16 units, which is how the runner counts."""

    def __init__(self, text: str) -> None:
        self.edits: list[dict[str, Any]] = []
        self._text = text
        self._lines = text.splitlines(keepends=True)
        self._within: list[str] = []

    def visit(self, node: ast.AST) -> None:
        """Note what can be changed, then go on below."""
        named = isinstance(node, (*FUNCTIONS, ast.ClassDef))
        if named:
            self._within.append(node.name)
        if isinstance(node, (ast.If, ast.While, ast.IfExp)):
            self._negate(node.test)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self._add("negate", node, f"({self._source(node.operand)})")
        if isinstance(node, ast.BoolOp):
            self._swap_logic(node)
        if isinstance(node, ast.Compare):
            self._swap_comparisons(node)
        if isinstance(node, ast.Constant):
            self._literal(node)
        if self._is_deletable(node):
            self._add("delete", node, "pass")
        for child in children(node):
            self.visit(child)
        if named:
            self._within.pop()

    def _is_deletable(self, node: ast.AST) -> bool:
        if isinstance(node, (ast.Raise, ast.Continue, ast.Delete)):
            return True
        if isinstance(node, ast.AugAssign):
            return ast.unparse(node.target) not in NAMES
        if isinstance(node, ast.Return):
            return node.value is None
        if isinstance(node, ast.Assign):
            # What sets up a new object stays: without its fields there is nothing to call.
            fields = isinstance(node.targets[0], (ast.Attribute, ast.Subscript))
            return fields and "__init__" not in self._within
        if not isinstance(node, ast.Expr) or ast.unparse(node).startswith("super().__init__("):
            return False
        return isinstance(node.value, (ast.Call, ast.Await))

    def _negate(self, test: ast.expr) -> None:
        if "TYPE_CHECKING" in ast.unparse(test):
            return
        # A comparison is negated by its operator, and twice would be the same change.
        one = type(test.ops[0]) if isinstance(test, ast.Compare) and len(test.ops) == 1 else None
        if one is not None and COMPARISONS[one][0] == "negate":
            return
        if not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
            self._add("negate", test, f"(not ({self._source(test)}))")

    def _swap_logic(self, node: ast.BoolOp) -> None:
        word = " or " if isinstance(node.op, ast.And) else " and "
        parts = word.join(f"({self._source(value)})" for value in node.values)
        self._add("logic", node, f"({parts})")

    def _swap_comparisons(self, node: ast.Compare) -> None:
        for changed, op in enumerate(node.ops):
            operator = COMPARISONS[type(op)][0]
            text = f"({self._source(node.left)})"
            for place, (own, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
                _, same, other = COMPARISONS[type(own)]
                word = other if place == changed else same
                text += f" {word} ({self._source(right)})"
            self._add(operator, node, f"({text})")

    def _literal(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._add("literal", node, str(not value))
        elif isinstance(value, (int, float)):
            self._add("literal", node, f"({value!r} + 1)")
        elif isinstance(value, str):
            self._add("literal", node, repr(value + "~"))
        elif isinstance(value, bytes):
            self._add("literal", node, repr(value + b"~"))

    def _add(self, operator: str, node: Any, replace: str) -> None:
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno, node.end_col_offset)
        edit = {"operator": operator, "within": ".".join(self._within), "start": start, "end": end}
        self.edits.append({**edit, "replace": replace})

    def _source(self, node: ast.expr) -> str:
        return ast.get_source_segment(self._text, node) or ""

    def _offset(self, line: int, column: int) -> int:
        before = "".join(self._lines[: line - 1])
        before += self._lines[line - 1].encode()[:column].decode()
        return len(before.encode("utf-16-le")) // 2


def children(node: ast.AST) -> list[ast.AST]:
    """Types, names, docstrings, and what an error says to people are left out."""
    if isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom)):
        return []
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Error", "_fail")):
        return []
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return []
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return []
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("Literal"):
        return []
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("TypeVar"):
        return []
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "cast":
        return [*node.args[1:]]
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in NAMES:
        return []
    if isinstance(node, ast.AugAssign) and ast.unparse(node.target) in NAMES:
        return []
    if isinstance(node, ast.AnnAssign):
        return [] if node.value is None else [node.value]
    if isinstance(node, ast.Dict):
        keys = [key for key in node.keys if key is not None and not is_text(key)]
        return [*keys, *node.values]
    if isinstance(node, ast.Subscript) and is_text(node.slice):
        return [node.value]
    if isinstance(node, ast.ClassDef):
        return list(node.body)
    if isinstance(node, FUNCTIONS):
        return [*node.args.defaults, *(d for d in node.args.kw_defaults if d), *node.body]
    if isinstance(node, ast.arg):
        return []
    return list(ast.iter_child_nodes(node))


def is_text(node: ast.expr) -> bool:
    """As a key it is the name of a member, which other languages write without quotes."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def main() -> None:
    """One list of edits for each file that is named, relative to the current folder."""
    found = {}
    for file in sys.argv[1:]:
        text = Path(file).read_text()
        lister = Lister(text)
        lister.visit(ast.parse(text))
        found[file] = lister.edits
    print(json.dumps(found))


main()
