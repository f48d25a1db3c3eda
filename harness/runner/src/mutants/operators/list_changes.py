"""Lists every change of Python files as JSON: conditions, operators, literals, statements."""

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


class Lister(ast.NodeVisitor):
    """Walks over one file. Offsets are in UTF-16 units, which is how the runner counts."""

    def __init__(self, file: str, text: str) -> None:
        self.changes: list[dict[str, Any]] = []
        self._file = file
        self._text = text
        self._lines = text.splitlines(keepends=True)

    def visit(self, node: ast.AST) -> None:
        """Note what can be changed, then go on below."""
        if isinstance(node, (ast.If, ast.While, ast.IfExp)):
            self._negate(node.test)
        if isinstance(node, ast.BoolOp):
            self._swap_logic(node)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            self._swap_comparison(node)
        if isinstance(node, ast.Constant):
            self._literal(node)
        if isinstance(node, ast.Raise) or self._is_deed(node):
            self._add("delete", node, "pass")
        for child in self._children(node):
            self.visit(child)

    def _children(self, node: ast.AST) -> list[ast.AST]:
        """Annotations, docstrings, and what an error says to people are left out."""
        if isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom)):
            return []
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Error", "_fail")):
            return []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return []
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return []
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("cast", "TypeVar"):
            return [*node.args[1:]]
        if isinstance(node, ast.AnnAssign):
            return [] if node.value is None else [node.value]
        if isinstance(node, ast.arg):
            return []
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return [*node.args.defaults, *(d for d in node.args.kw_defaults if d), *node.body]
        return list(ast.iter_child_nodes(node))

    def _is_deed(self, node: ast.AST) -> bool:
        if isinstance(node, ast.AugAssign):
            return True
        return isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Await))

    def _negate(self, test: ast.expr) -> None:
        if "TYPE_CHECKING" not in ast.unparse(test):
            self._add("negate", test, f"not ({ast.get_source_segment(self._text, test)})")

    def _swap_logic(self, node: ast.BoolOp) -> None:
        parts = [ast.get_source_segment(self._text, value) for value in node.values]
        word = " or " if isinstance(node.op, ast.And) else " and "
        self._add("logic", node, f"({word.join(f'({part})' for part in parts)})")

    def _swap_comparison(self, node: ast.Compare) -> None:
        found = COMPARISONS.get(type(node.ops[0]))
        if found is None:
            return
        operator, _, other = found
        left = ast.get_source_segment(self._text, node.left)
        right = ast.get_source_segment(self._text, node.comparators[0])
        self._add(operator, node, f"(({left}) {other} ({right}))")

    def _literal(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._add("literal", node, str(not value))
        elif isinstance(value, (int, float)):
            self._add("literal", node, f"({value!r} + 1)")
        elif isinstance(value, str):
            self._add("literal", node, repr(value + "~"))

    def _add(self, operator: str, node: Any, replace: str) -> None:
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno, node.end_col_offset)
        change = {"operator": operator, "file": self._file, "start": start, "end": end}
        self.changes.append({**change, "replace": replace})

    def _offset(self, line: int, column: int) -> int:
        before = "".join(self._lines[: line - 1])
        before += self._lines[line - 1].encode()[:column].decode()
        return len(before.encode("utf-16-le")) // 2


def main() -> None:
    """One list for all files that are named, relative to the current folder."""
    changes: list[dict[str, Any]] = []
    for file in sys.argv[1:]:
        text = Path(file).read_text()
        lister = Lister(file, text)
        lister.visit(ast.parse(text))
        changes += lister.changes
    print(json.dumps(changes))


main()
