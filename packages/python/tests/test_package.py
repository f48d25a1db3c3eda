"""What is shipped."""

import json
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

import coxswain

ROOT = Path(__file__).parent.parent
BUDGET = 0.3
"""Seconds that starting Python and `import coxswain` may take."""


def _python(*arguments: str, path: Path | None = None) -> str:
    environment = {"PYTHONPATH": str(path)} if path is not None else {}
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT.anchor,
        env={"PATH": "", **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that wheel and sdist were built into."""
    folder = tmp_path_factory.mktemp("dist")
    _python("-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT))
    return folder


def test_the_version_is_that_of_the_npm_packages() -> None:
    manifest = json.loads((ROOT.parent / "client" / "package.json").read_text())
    version = str(manifest["version"]).replace("-alpha.", "a").replace("-beta.", "b")
    assert coxswain.__version__ == version.replace("-rc.", "rc")


def test_importing_stays_within_its_budget() -> None:
    # Time of the processor, and the best of ten: other work on the machine is not the package's.
    script = "import time; import coxswain; print(time.process_time())"
    assert any(float(_python("-c", script)) <= BUDGET for _ in range(10))


def test_importing_starts_no_thread_and_loads_no_class_of_the_contract() -> None:
    script = (
        "import sys, threading, coxswain;"
        "lazy = ('models', 'params', 'events');"
        "print(threading.active_count(), 'opentelemetry' in sys.modules,"
        "[name for name in lazy if f'coxswain._gen.{name}' in sys.modules],"
        "coxswain.Agent.__pydantic_complete__)"
    )
    assert _python("-c", script) == "1 False [] False"


def test_what_is_loaded_late_is_exported_all_the_same() -> None:
    script = (
        "from coxswain import *; import coxswain;"
        "print(Agent is coxswain.Agent, 'Agent' in dir(coxswain), StreamResetItem.__name__,"
        "hasattr(coxswain, 'Agentt'), AgentCreatedEvent.__module__)"
    )
    expected = "True True StreamResetItem False coxswain._gen.events"
    assert _python("-c", script) == expected


def test_annotations_can_be_read_by_those_who_make_tools_of_methods() -> None:
    script = (
        "import typing, coxswain;"
        "hints = typing.get_type_hints(coxswain.Agents.get);"
        "print(hints['return'].__name__)"
    )
    assert _python("-c", script) == "Agent"


@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_wheel_and_sdist_install_and_import(built: Path, tmp_path: Path, kind: str) -> None:
    (archive,) = built.glob(kind)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    _python("-m", "pip", "install", *options, "--target", str(tmp_path), str(archive))
    script = "import coxswain; print(coxswain.__file__, coxswain.__version__)"
    file, version = _python("-c", script, path=tmp_path).split()
    assert Path(file) == tmp_path / "coxswain" / "__init__.py"
    assert version == coxswain.__version__
    assert (tmp_path / "coxswain" / "py.typed").exists()
    assert (tmp_path / "coxswain" / "_gen" / "models.py").exists()


def test_only_the_package_is_shipped(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"coxswain", f"coxswain-{coxswain.__version__}.dist-info"}
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        parts = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert parts <= {"src", "README.md", "pyproject.toml", "PKG-INFO", "LICENSE", ".gitignore"}


def test_a_client_is_cheap_once_the_first_is_made() -> None:
    coxswain.Coxswain(api_key="k").close()
    started = time.process_time()
    for _ in range(10):
        coxswain.Coxswain(api_key="k").close()
    assert (time.process_time() - started) / 10 < 0.01
