"""Tests each restriction: the system calls on both machines, confined programs, and protected processes."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from media.sandbox.confinement import Confinement, system
from media.sandbox.confinement.program import ConfinedProgram, ProgramLimits
from media.sandbox.confinement.seccomp import ALLOW, AUDIT_ARCHITECTURES, FAIL_WITH, KILL, KNOWN_CALLS, REFUSE, Filter
from media.sandbox.confinement.system_calls import CONDITIONAL, HARMLESS, HOSTILE, TO_START_A_PROGRAM

ROOT = Path(__file__).resolve().parents[3]
PID = 4321
EMPTY_PATH = 0x7F12_3456_7890
MACHINES = sorted(AUDIT_ARCHITECTURES)


def verdict(rules: Filter, machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """Interprets classic BPF over `struct seccomp_data` like the kernel, by seccomp(2)."""
    padded = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("=IIQ6Q", number, architecture or AUDIT_ARCHITECTURES[machine], 0, *padded)
    code = list(struct.iter_unpack("=HBBI", rules.to_bytes()))
    accumulator, at = 0, 0
    while True:
        operation, if_true, if_false, operand = code[at]
        at += 1
        match operation:
            case 0x20:
                (accumulator,) = struct.unpack_from("=I", data, operand)
            case 0x06:
                return int(operand)
            case 0x15:
                at += if_true if accumulator == operand else if_false
            case 0x35:
                at += if_true if accumulator >= operand else if_false
            case 0x45:
                at += if_true if accumulator & operand else if_false
            case _:
                raise AssertionError(f"no such operation: {operation}")


def numbers(machine: str, names: Sequence[str]) -> dict[str, int]:
    column = list(AUDIT_ARCHITECTURES).index(machine)
    return {name: number for name in names if (number := KNOWN_CALLS[name][column]) is not None}


@pytest.mark.parametrize("machine", MACHINES)
def test_a_decoder_may_make_only_the_listed_calls(machine: str) -> None:
    """A2"""
    rules = Filter(PID, machine).for_decoder()
    for number in numbers(machine, list(HARMLESS)).values():
        assert verdict(rules, machine, number) == ALLOW
    hostile = numbers(machine, [*HOSTILE, "execve", "execveat"])
    assert {verdict(rules, machine, number) for number in hostile.values()} == {KILL}
    for number in numbers(machine, [*TO_START_A_PROGRAM, "openat", "newfstatat", "prlimit64", "seccomp"]).values():
        assert verdict(rules, machine, number) == REFUSE
    known = set(numbers(machine, list(KNOWN_CALLS)).values())
    assert {verdict(rules, machine, number) for number in range(500) if number not in known} == {REFUSE}


@pytest.mark.parametrize("machine", MACHINES)
def test_dangerous_calls_are_judged_by_their_arguments(machine: str) -> None:
    """A2"""
    rules = Filter(PID, machine).for_decoder()
    number = numbers(machine, list(CONDITIONAL))
    read, write, execute = 1, 2, 4
    assert verdict(rules, machine, number["mmap"], 0, 4096, read | write) == ALLOW
    assert verdict(rules, machine, number["mmap"], 0, 4096, read | execute) == REFUSE
    assert verdict(rules, machine, number["mprotect"], 0, 4096, execute) == REFUSE
    assert verdict(rules, machine, number["clone"], 0x3D0F00) == ALLOW  # as pthread_create asks
    assert verdict(rules, machine, number["clone"], signal.SIGCHLD) == KILL  # as fork asks
    assert verdict(rules, machine, number["clone"], 0x10000 | 0x10000000) == KILL  # a namespace of users
    assert verdict(rules, machine, number["clone3"]) == FAIL_WITH | errno.ENOSYS
    assert verdict(rules, machine, number["tgkill"], PID, 77, signal.SIGABRT) == ALLOW
    assert verdict(rules, machine, number["tgkill"], 1, 1, signal.SIGKILL) == KILL
    assert verdict(rules, machine, number["fcntl"], 0, 3) == ALLOW
    assert verdict(rules, machine, number["fcntl"], 0, 1030) == ALLOW
    assert verdict(rules, machine, number["fcntl"], 0, 8, 1) == REFUSE  # F_SETOWN: who gets a signal
    assert verdict(rules, machine, number["prctl"], 15) == ALLOW
    assert verdict(rules, machine, number["prctl"], system.PR_SET_DUMPABLE, 1) == REFUSE
    assert verdict(rules, machine, number["ioctl"], 0, 0x5412) == FAIL_WITH | errno.ENOTTY


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_by_the_numbers_of_another_machine_are_an_attack(machine: str) -> None:
    """A2"""
    rules = Filter(PID, machine).for_decoder()
    assert verdict(rules, machine, 0, architecture=0x40000003) == KILL  # 32-bit x86
    if machine == "x86_64":
        assert verdict(rules, machine, 0x40000000 + 41) == KILL  # x32's socket


@pytest.mark.parametrize("machine", MACHINES)
def test_one_program_is_started_from_one_address_and_none_after_it(machine: str) -> None:
    """A2"""
    rules = Filter(PID, machine).for_program(EMPTY_PATH)
    number = numbers(machine, list(KNOWN_CALLS))
    assert verdict(rules, machine, number["execveat"], 3, EMPTY_PATH) == ALLOW
    for other in (0, EMPTY_PATH + 1, EMPTY_PATH & 0xFFFFFFFF, EMPTY_PATH ^ 1 << 40):
        assert verdict(rules, machine, number["execveat"], 3, other) == KILL
    assert verdict(rules, machine, number["execve"], EMPTY_PATH) == KILL
    assert verdict(rules, machine, number["close"], 3) == FAIL_WITH  # reports success
    assert verdict(rules, machine, number["openat"], -100 & 0xFFFFFFFF, 0, os.O_RDONLY) == ALLOW
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC):
        assert verdict(rules, machine, number["openat"], -100 & 0xFFFFFFFF, 0, flags) == REFUSE
    assert verdict(rules, machine, number["prlimit64"], 0) == ALLOW
    assert verdict(rules, machine, number["prlimit64"], 1) == REFUSE
    assert {verdict(rules, machine, number[name]) for name in HOSTILE if name in number} == {KILL}


def run_confined(program: str, *arguments: str, confinement: Confinement, files: int = 64) -> tuple[int, bytes]:
    """Exit code and output. Its input is a line."""
    path = os.path.realpath(shutil.which(program) or "")
    confined = ConfinedProgram(path, confinement)
    reader, writer = os.pipe()
    noise = os.open(os.devnull, os.O_WRONLY)
    parent = os.getpid()
    with (ROOT / "LICENSE").open("rb") as source:
        child = os.fork()
        if child == 0:
            limits = ProgramLimits(memory_bytes=1 << 30, processor_seconds=5, files=files)
            confined.become(arguments, (source.fileno(), writer, noise), limits, parent)
    os.close(writer)
    os.close(noise)
    with open(reader, "rb") as file:  # noqa: PTH123 - a descriptor
        output = file.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), output


@pytest.mark.parametrize(
    "confinement", Confinement.candidates(), ids=lambda confinement: " ".join(confinement.names) or "none"
)
def test_a_confined_program_reads_its_descriptors_and_opens_nothing(confinement: Confinement) -> None:
    """A2: with a standard program."""
    license_text = (ROOT / "LICENSE").read_bytes()
    assert run_confined("cat", confinement=confinement) == (0, license_text)
    code, output = run_confined("cat", "/etc/passwd", confinement=confinement)
    if confinement.ruleset is not None:
        assert (code, output) == (1, b"")
    if confinement.has_seccomp:
        # With so few descriptors that its libraries use them up, none is left, even without Landlock.
        fewest = next(
            files for files in range(3, 64) if run_confined("cat", confinement=confinement, files=files)[0] == 0
        )
        assert run_confined("cat", "/etc/passwd", confinement=confinement, files=fewest) == (1, b"")


@pytest.mark.parametrize("script", ["/bin/true & wait", "exec /bin/true"])
@pytest.mark.parametrize(
    "confinement",
    [confinement for confinement in Confinement.candidates() if confinement.has_seccomp],
    ids=lambda confinement: " ".join(confinement.names),
)
def test_a_confined_program_starts_no_other(confinement: Confinement, script: str) -> None:
    """A2"""
    assert run_confined("sh", "-c", script, confinement=confinement) == (-signal.SIGSYS, b"")


HIDING = """
import os, sys
from media.sandbox.confinement import deny_inspection, system

if os.geteuid() == 0 and system.IS_LINUX:
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
    system.prctl(system.PR_SET_DUMPABLE, 1)
if sys.argv[1] == "hidden":
    assert deny_inspection() == system.IS_LINUX
child = os.fork()
if child == 0:
    got = 0
    for number, name in enumerate(("environ", "mem", "maps")):
        try:
            open(f"/proc/{os.getppid()}/{name}", "rb").read(0 if name == "mem" else 1)
            got |= 1 << number
        except OSError:
            pass
    os._exit(got)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize(("asked", "got"), [("open", 0b111 if system.IS_LINUX else 0), ("hidden", 0)])
def test_a_protected_process_can_not_be_read_by_its_children(asked: str, got: int) -> None:
    """A2: a real child tries environment, memory and memory map."""
    done = subprocess.run(
        [sys.executable, "-c", HIDING, asked], cwd=ROOT, check=True, capture_output=True, text=True, env={"A": "secret"}
    )
    assert int(done.stdout) == got
