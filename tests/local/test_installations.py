"""The container, the compose file and the systemd unit: as far as they can be judged without starting any of them."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from local import configuration
from tests.local.test_local import ROOT

CONTAINERFILE = ROOT / "Containerfile"
UNIT = ROOT / "local/imgsh.service"
OPTIONAL = {"rich", "pygments", "setuptools", "pip"}
"""Others import them if they are there."""

IMPORT_ALL = """
import sys
from importlib import import_module
from importlib.metadata import packages_distributions
ours = "local.__main__ local.web_app local.worker_process local.banner local.commands local.demo.seed httpcore httpx"
for name in [*ours.split(), "uvicorn", "botocore.session", "media.sandbox.decoder", "media.sandbox.fork_server"]:
    import_module(name)
known = packages_distributions()
print(*{name for module in list(sys.modules) for name in known.get(module.partition(".")[0], [])})
"""


def instructions() -> list[tuple[str, str]]:
    """The name and the arguments of each instruction, in order."""
    lines = [line for line in CONTAINERFILE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in joined.splitlines())]


def arguments_of(wanted: str) -> list[str]:
    return [rest for name, rest in instructions() if name == wanted]


def test_hadolint_finds_nothing_in_the_containerfile() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    found = subprocess.run([hadolint, CONTAINERFILE], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, ""), found.stdout + found.stderr


def test_images_have_a_version() -> None:
    images = [each.split()[0] for each in arguments_of("FROM")]
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    images += [service["image"] for service in compose["services"].values() if "image" in service]

    assert len(images) == 4
    for image in images:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+-[a-z-]+", image), image


def test_the_container_copies_what_exists_and_all_that_the_service_imports() -> None:
    copied = [each.split()[:-1] for each in arguments_of("COPY") if not each.startswith("--from")]
    names = {name for each in copied for name in each}

    assert all((ROOT / name).exists() for name in names)
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    doors = {path.name for path in ROOT.glob("*.py")}
    assert rooms | doors <= names
    ignored = (ROOT / ".containerignore").read_text().splitlines()
    assert ignored[0] == "**"
    assert {name.split("/")[0] for name in names} <= {line[1:] for line in ignored if line.startswith("!")}


def test_the_container_has_the_packages_that_the_service_imports() -> None:
    """Those of requirements/local.txt, in the versions that are tested."""
    imported = subprocess.run([sys.executable, "-c", IMPORT_ALL], cwd=ROOT, capture_output=True, text=True, check=True)
    locked, tested = (
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE))
        for name in ("local", "dev")
    )

    names = {_normal(each.partition("==")[0]) for each in locked}
    assert {_normal(name) for name in imported.stdout.split()} - OPTIONAL <= names
    assert locked <= tested


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_container_runs_as_nobody_special_and_is_asked_how_it_is() -> None:
    last = [name for name, _ in instructions()][::-1]

    assert arguments_of("USER") == ["10001"]
    assert last.index("USER") < last.index("FROM")
    assert json.loads(arguments_of("CMD")[-1]) == [".venv/bin/python", "-m", "local"]
    (check,) = arguments_of("HEALTHCHECK")
    program = json.loads(check.partition("CMD ")[2])
    compile(program[2], "healthcheck", "exec")
    assert "ADD" not in last


def environment_of_the_container() -> dict[str, str]:
    return dict(each.split("=", 1) for line in arguments_of("ENV") for each in line.split())


def test_the_container_starts_with_the_variables_of_the_compose_file() -> None:
    service = compose()["services"]["imgsh"]
    given = {"PUBLIC_ORIGIN": "https://photos.example"}
    chosen = {name: _filled_in(str(value), given) for name, value in service["environment"].items()}
    read = configuration.read({**environment_of_the_container(), **chosen})

    assert (read.host, read.origin, str(read.data_dir)) == ("0.0.0.0", "https://photos.example", "/data")  # noqa: S104
    assert read.sign_up.value == "invited"
    (subnet,) = compose()["networks"]["inside"]["ipam"]["config"]
    assert read.trusted_proxies == (subnet["subnet"],)


def _filled_in(text: str, given: dict[str, str]) -> str:
    """As compose does: ${NAME:-default} and ${NAME:?message}."""
    return re.sub(r"\$\{(\w+):[-?]([^}]*)\}", lambda found: given.get(found[1], found[2]), text)


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return loaded


def test_only_the_reverse_proxy_is_reachable_and_the_service_has_no_rights() -> None:
    services = compose()["services"]
    service = services["imgsh"]

    assert "ports" not in service
    assert services["caddy"]["ports"] == ["80:80", "443:443"]
    assert "--to imgsh:8000" in services["caddy"]["command"]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    named = {volume.partition(":")[0] for each in services.values() for volume in each["volumes"]}
    assert named == set(compose()["volumes"])
    assert environment_of_the_container()["DATA_DIR"] in [volume.partition(":")[2] for volume in service["volumes"]]


def test_the_unit_starts_the_service_and_gives_it_little(tmp_path: Path) -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(UNIT)
    service = parser["Service"]

    assert service["ExecStart"].split()[1:] == ["-m", "local"]
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert "DATA_DIR=/var/lib/imgsh" in service["Environment"]
    if shutil.which("systemd-analyze"):
        installed = tmp_path / "imgsh.service"
        installed.write_text(UNIT.read_text().replace("/opt/imgsh/.venv/bin/python", sys.executable))
        verified = subprocess.run(["systemd-analyze", "verify", installed], capture_output=True, text=True, check=False)
        assert verified.returncode == 0, verified.stderr
        assert not [line for line in verified.stderr.splitlines() if installed.name in line]
