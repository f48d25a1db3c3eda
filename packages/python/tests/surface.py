"""The public surface, written down: `python -m tests.surface` renews `surface.txt`."""

from pathlib import Path

import griffe

ROOT = Path(__file__).parent.parent
FILE = ROOT / "surface.txt"


def render_surface() -> str:
    """Every exported name with its signature, sorted."""
    package = griffe.load("coxswain", search_paths=[str(ROOT / "src")])
    assert isinstance(package, griffe.Module)
    lines: list[str] = []
    for name in sorted(str(name) for name in package.exports or []):
        lines.extend(_describe(name, package[name]))
    return "\n".join(lines) + "\n"


def _describe(name: str, found: griffe.Object | griffe.Alias) -> list[str]:
    target = found.final_target if isinstance(found, griffe.Alias) else found
    if isinstance(target, griffe.Class):
        bases = ", ".join(str(base) for base in target.bases)
        lines = [f"class {name}({bases})" if bases else f"class {name}"]
        for member in sorted(target.members):
            if not member.startswith("_") or member == "__init__":
                lines.extend(f"  {line}" for line in _describe(member, target.members[member]))
        return lines
    if isinstance(target, griffe.Function):
        return [f"def {name}({_parameters(target)}) -> {target.returns}"]
    if isinstance(target, griffe.Attribute):
        # Without an annotation it is what it is made of: `Agents(transport)` is `Agents`.
        made_of = (
            target.value.function if isinstance(target.value, griffe.ExprCall) else target.value
        )
        return [f"{name}: {target.annotation or made_of}"]
    return [name]


def _parameters(function: griffe.Function) -> str:
    marks = {
        griffe.ParameterKind.var_keyword: "**",
        griffe.ParameterKind.var_positional: "*",
        griffe.ParameterKind.keyword_only: "kw ",
    }
    parts: list[str] = []
    for parameter in function.parameters:
        mark = marks.get(parameter.kind or griffe.ParameterKind.positional_or_keyword, "")
        typed = f": {parameter.annotation}" if parameter.annotation else ""
        default = f" = {parameter.default}" if parameter.default not in (None, "()", "{}") else ""
        parts.append(f"{mark}{parameter.name}{typed}{default}")
    return ", ".join(parts)


if __name__ == "__main__":
    FILE.write_text(render_surface())
