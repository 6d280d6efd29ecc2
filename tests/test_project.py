"""What holds for the project as a whole: layers, docstrings, packaging, locks."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("api", "evals", "ingest", "kb", "ui", "vouch_client")
LOCKS = ("run.lock", "dev.lock")
MOST_LINES = 400


def modules(*packages: str) -> list[Path]:
    return [p for package in packages for p in sorted((ROOT / package).rglob("*.py"))]


def listed(*patterns: str) -> list[Path]:
    """The files of the project: those git knows, and those it would."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in done.stdout.splitlines())
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_the_layers_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pages_have_no_module_named_like_a_package() -> None:
    """``streamlit run`` puts ``ui/`` first on ``sys.path``."""
    names = {path.stem for path in modules("ui")} | {p.name for p in (ROOT / "ui").iterdir()}

    assert names.isdisjoint((*PACKAGES, "tests", "samples"))


def undocumented(path: Path) -> Iterator[str]:
    """The public names in a module that have no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.name != "__init__.py" and not ast.get_docstring(tree):
        yield "the module"
    pending: list[tuple[str, ast.AST]] = [("", tree)]
    while pending:
        prefix, node = pending.pop()
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if child.name.startswith("_"):
                continue
            if not ast.get_docstring(child) and not overrides(child):
                yield prefix + child.name
            if isinstance(child, ast.ClassDef):
                pending.append((f"{prefix}{child.name}.", child))


def overrides(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether it adds to what it overrides, which is where it is documented."""
    called = (child.func for child in ast.walk(node) if isinstance(child, ast.Call))
    return any(
        isinstance(name, ast.Attribute)
        and name.attr == node.name
        and isinstance(name.value, ast.Call)
        and isinstance(name.value.func, ast.Name)
        and name.value.func.id == "super"
        for name in called
    )


@pytest.mark.parametrize("package", ["api", "evals", "ingest", "kb"])
def test_everything_public_has_a_docstring(package: str) -> None:
    migrations = ROOT / "kb" / "records" / "migrations"
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(package)
        if migrations not in path.parents
        for name in undocumented(path)
    ]

    assert missing == []


def test_no_module_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): length
        for path in modules(*PACKAGES)
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }

    assert long == {}


def test_nothing_is_put_off_in_a_comment() -> None:
    later = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")))
    found = [p.relative_to(ROOT) for p in listed("*.py", "Makefile") if later.search(text_of(p))]

    assert found == []


def test_no_file_names_the_machine_it_was_written_on() -> None:
    # /home/me stands in the documentation for anybody's.
    machine = re.compile(r"(?<![\w.~])/(wo" + r"rk|ro" + r"ot|home/(?!me\b)\w+|Users/\w+)/")
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in listed()
        if (hit := machine.search(text_of(path)))
    ]

    assert found == []


def test_every_relative_link_of_the_documentation_leads_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text_of(page))
        if not (page.parent / target).exists()
    ]

    assert broken == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the wheel built from this folder."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_the_packages_and_nothing_else(wheel: set[str]) -> None:
    top = {name.split("/")[0] for name in wheel}

    assert {name for name in top if not name.endswith(".dist-info")} == set(PACKAGES)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel)


def test_the_wheel_holds_every_file_of_the_packages(wheel: set[str]) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in listed(*PACKAGES)}

    assert sorted(files - wheel) == []
    assert wheel >= {
        "kb/data/thesaurus.yaml",
        "kb/data/golden_vectors.json",
        "kb/records/migrations/script.py.mako",
        "kb/records/migrations/versions/0001_first.py",
        "ui/.streamlit/config.toml",
    }


@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_pin_every_package_with_its_hashes(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    pinned = [block for block in blocks if block.strip() and not block.startswith("#")]

    assert len(pinned) > 20
    assert [b.split()[0] for b in pinned if not re.match(r"[\w.-]+==[\w.!+-]+", b)] == []
    assert [b.split()[0] for b in pinned if "--hash=sha256:" not in b] == []


@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_bring_no_torch_and_no_cuda(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")

    assert re.findall(r"^(?:torch|nvidia|triton|cuda)[\w.-]*==\S+", text, re.MULTILINE) == []


def test_the_run_lock_holds_every_package_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    locked = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", lock, re.M)}

    asked = {re.split(r"[<>=!~\[; ]", line)[0].lower() for line in project["dependencies"]}
    assert asked - locked == set()


def test_the_changelog_knows_the_present_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
