"""Builds the two Lambda bundles: the locked packages for its platform, our code, and bytecode.

Reproducible, and without Docker. The compiling interpreter must be of the version that Lambda runs: /var/task is
read-only, so that without bytecode each cold start would compile everything again.

python -m infra.bundle OUT_DIR --python python3.13
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.lambda_functions import LAMBDA_PLATFORM, LAMBDA_PYTHON

ROOT = Path(__file__).resolve().parents[1]
COMMON = ("runtime", "aws", "domain")
SOURCES = {
    # The API computes an archive's size before it is built.
    "api": ("app.py", "graphql_http", "resolvers", "schema", "media/__init__.py", "media/zip.py", *COMMON),
    "worker": ("worker.py", "decoder.py", "jobs.py", "media", *COMMON),
}
EXCLUDED = ("aws/admin",)
"""Used by deployments and tests only."""

SERVICES = frozenset({"cloudfront", "dynamodb", "lambda", "s3", "secretsmanager", "sesv2", "sqs"})
"""The AWS services that are called. All service models of botocore take 25 MB."""

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time in a ZIP. Nothing reads it."""

LIMIT_MEGABYTES = 250
"""The limit of Lambda, unzipped."""


@dataclass(frozen=True)
class Bundle:
    file: Path
    unzipped_bytes: int
    sha256: str


def build(name: str, out: Path, *, python: Path, platform: str | None = None, compress_level: int = 6) -> Bundle:
    """`python` compiles, and decides the version of packages. `platform` is a platform of uv; None is this machine.

    `compress_level` is from 0 (nothing is compressed) to 9. Above 6 it takes twice the time to save half a percent.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="imgsh-bundle-") as folder:
        tree = Path(folder)
        _install(ROOT / "requirements" / f"{name}.txt", tree, python, platform)
        for source in SOURCES[name]:
            _copy(ROOT / source, tree / source)
        _prune(tree)
        compile_all(tree, python)
        return _zip(tree, out / f"{name}.zip", compress_level)


def _install(locked: Path, tree: Path, python: Path, platform: str | None) -> None:
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "install", "--quiet", "--no-config", "--require-hashes", "--only-binary", ":all:"]
    command += ["--python", str(python), "--target", str(tree), "--link-mode", "copy", "-r", str(locked)]
    if platform:
        command += ["--python-platform", platform]
    subprocess.run(command, check=True)  # noqa: S603 - the command is ours


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)
    else:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))


def _prune(tree: Path) -> None:
    """Deletes what no request reads."""
    for excluded in EXCLUDED:
        _remove(tree / excluded)
    for path in [tree / "bin", tree / ".lock", *tree.rglob("__pycache__"), *tree.rglob("*.pyi")]:
        _remove(path)
    for package in [*tree.glob("*/tests"), *tree.glob("*/test")]:
        _remove(package)
    for info in tree.glob("*.dist-info"):
        for file in info.iterdir():
            # Some packages ask for their own version.
            if file.name != "METADATA" and "licen" not in file.name.lower():
                _remove(file)
    for service in (tree / "botocore" / "data").iterdir():
        if service.is_dir() and service.name not in SERVICES:
            _remove(service)
    for examples in (tree / "botocore" / "data").glob("*/*/examples-1.json"):
        _remove(examples)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def compile_all(tree: Path, python: Path) -> None:
    """Unchecked: sources can't change on Lambda, and checking them takes time."""
    command = [str(python), "-m", "compileall", "-q", "-q", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(tree), "-p", "/var/task", str(tree)]
    # The hash seed decides the order of sets in bytecode. Some packages contain sources for other versions of Python,
    # which do not compile and are not imported.
    subprocess.run(command, check=False, env={"PYTHONHASHSEED": "0"})  # noqa: S603 - the command is ours


def _zip(tree: Path, file: Path, compress_level: int) -> Bundle:
    unzipped_bytes = 0
    with zipfile.ZipFile(file, "w") as archive:
        for path in _files(tree):
            body = path.read_bytes()
            unzipped_bytes += len(body)
            entry = zipfile.ZipInfo(str(path.relative_to(tree)), EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if path.stat().st_mode & 0o100 else 0o644) << 16
            archive.writestr(entry, body, compresslevel=compress_level)
    return Bundle(file, unzipped_bytes, hashlib.sha256(file.read_bytes()).hexdigest())


def _files(tree: Path) -> Iterator[Path]:
    yield from sorted(path for path in tree.rglob("*") if path.is_file())


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--python", type=Path, required=True, help=f"Python {LAMBDA_PYTHON}")
    given = parser.parse_args(arguments)
    version = "import sys; print('%d.%d' % sys.version_info[:2])"
    found = subprocess.run([given.python, "-c", version], capture_output=True, text=True, check=False)  # noqa: S603
    if found.stdout.strip() != LAMBDA_PYTHON:
        sys.exit(f"Lambda runs Python {LAMBDA_PYTHON}, and {given.python} has another version: see docs/runbook.md")
    for name in SOURCES:
        bundle = build(name, given.out, python=given.python, platform=LAMBDA_PLATFORM)
        megabytes = bundle.unzipped_bytes / 1e6
        if megabytes > LIMIT_MEGABYTES:
            sys.exit(f"{bundle.file} is too large for Lambda: {megabytes:.0f} MB unzipped")
        zipped = bundle.file.stat().st_size / 1e6
        sys.stdout.write(f"{bundle.file}  {megabytes:.1f} MB, zipped {zipped:.1f} MB  sha256 {bundle.sha256[:12]}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
