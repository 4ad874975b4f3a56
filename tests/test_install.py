"""Installing: the make targets, the wheel in an empty environment, and the container files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from site import getsitepackages

import httpx
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def formed(folder: Path, *arguments: str) -> str:
    """What make would run in an empty checkout."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    make = ["make", "--dry-run", "--no-print-directory", *arguments]
    return subprocess.run(make, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_torch_cpu_asks_pytorchs_own_index_before_the_rest(tmp_path: Path) -> None:
    commands = formed(tmp_path, "chat", "TORCH=cpu")
    version = re.search(r"^torch==(.*)$", (ROOT / "constraints.txt").read_text("utf-8"), re.M)
    assert version is not None
    wanted = f"--index-url https://download.pytorch.org/whl/cpu torch=={version[1]}"
    assert commands.index(wanted) < commands.index("-e .") < commands.index("pincite serve")
    assert "--system-site-packages" not in commands


def test_without_it_make_names_the_size_and_the_other_build(tmp_path: Path) -> None:
    commands = formed(tmp_path, "chat", 'DOCS="a.pdf b.pdf"')
    assert "--index-url" not in commands
    assert "3.5 GB" in commands
    assert "make chat TORCH=cpu" in commands


def test_torch_system_uses_the_torch_of_the_interpreter(tmp_path: Path) -> None:
    assert "-m venv --system-site-packages .venv" in formed(tmp_path, "chat", "TORCH=system")


def test_what_only_measuring_needs_is_an_extra() -> None:
    base = " ".join(PROJECT["dependencies"])
    for name in ("matplotlib", "scipy", "ir-measures", "scikit-learn"):
        assert name not in base
        extras = PROJECT["optional-dependencies"]
        assert any(name in each for each in extras["eval"] + extras["train"])


def test_measuring_without_its_extra_prints_the_command() -> None:
    blocked = (
        "from pincite.evaluation.extras import require\n"
        "import sys; sys.modules['scipy'] = None\n"
        "try: require('scipy', 'eval')\n"
        "except Exception as error: print(error)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", blocked], capture_output=True, text=True, env=with_sources()
    )
    assert ended.stdout.strip().endswith("pip install 'pincite[eval]'")


def with_sources() -> dict[str, str]:
    sources = os.pathsep.join(str(ROOT / name) for name in ("src", "ingest", "index", "ui"))
    return os.environ | {"PYTHONPATH": sources}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("src", "ingest", "index", "ui"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, source]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_has_four_packages_and_their_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"pincite", "pincite_ingest", "pincite_index", "pincite_ui"}
    for top in ("src/pincite", "ingest/pincite_ingest", "index/pincite_index", "ui/pincite_ui"):
        folder = ROOT / top
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert path.relative_to(folder.parent).as_posix() in names


@pytest.fixture(params=["pip", "uv"])
def installed(request: pytest.FixtureRequest, wheel: Path, tmp_path: Path) -> Path:
    """The program of an empty environment that the wheel was installed into.

    The dependencies are those of this environment, so that nothing is downloaded.
    """
    folder = tmp_path / "environment"
    if request.param == "uv":
        uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
        if uv is None:
            pytest.skip("uv is not installed")
        offline = {"UV_OFFLINE": "1", "UV_CACHE_DIR": str(tmp_path / "cache")}
        environment = os.environ | offline
        subprocess.run(
            [uv, "venv", "-q", "-p", sys.executable, folder], check=True, env=environment
        )
        python = folder / "bin" / "python"
        install = [uv, "pip", "install", "-q", "--no-deps", "-p", python, wheel]
        subprocess.run(install, check=True, env=environment)
    else:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [folder / "bin" / "python", "-m", "pip", "install", "-q", "--no-deps", wheel]
        subprocess.run(install, check=True, capture_output=True)
    (library,) = folder.glob("lib/python*/site-packages")
    (library / "dependencies.pth").write_text("\n".join(getsitepackages()) + "\n")
    return folder / "bin" / "pincite"


@pytest.mark.slow
def test_an_installed_wheel_says_its_version_and_serves(installed: Path, tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment = clean | {"PINCITE_LIBRARY": str(tmp_path / "library")}
    shown = subprocess.run(
        [installed, "--version"], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert PROJECT["version"] in shown.stdout
    served = subprocess.Popen(
        [installed, "serve", "--port", "0", "--json"],
        env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert served.stdout is not None
        text = ""
        while not text.rstrip().endswith("}"):
            line = served.stdout.readline()
            assert line, served.stderr and served.stderr.read()
            text += line
        address = json.loads(text)["url"]
        assert httpx.get(f"{address.rstrip('/')}/api/v1/health").status_code == 200
    finally:
        served.terminate()
        served.communicate(timeout=30)


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.M).replace("\\\n", " ")
    return [
        (name, rest.strip())
        for line in text.splitlines()
        if line.strip()
        for name, _, rest in [line.strip().partition(" ")]
    ]


def test_the_dockerfile_follows_the_usual_rules() -> None:
    found = instructions()
    last_stage = max(at for at, (name, _) in enumerate(found) if name == "FROM")
    final = dict(found[last_stage:])
    assert final["USER"] not in ("root", "0")
    assert "/api/v1/health" in final["HEALTHCHECK"]
    assert final["CMD"].startswith("[")
    for name, rest in found:
        assert name == name.upper()
        assert name not in ("ADD", "MAINTAINER")
        if name == "FROM":
            assert ":" in rest
            assert not re.search(r":latest\b", rest)
        if name == "WORKDIR":
            assert rest.startswith("/")
        if name == "RUN":
            assert "sudo" not in rest
            assert "pip install" not in rest or "--no-cache-dir" in rest
        if name == "COPY" and "--from" not in rest:
            assert all((ROOT / source).exists() for source in rest.split()[:-1])


def test_the_container_runs_without_rights_on_a_read_only_root() -> None:
    service = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["pincite"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert "PINCITE_PASSWORD:?" in service["environment"]["PINCITE_PASSWORD"]


@pytest.mark.slow
def test_the_container_builds_where_docker_runs() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "info"], capture_output=True).returncode:
        pytest.skip("docker does not run here")
    subprocess.run([docker, "build", "-q", ROOT], check=True)
