"""Numbers of system calls as (x86_64, aarch64). None where the call does not exist.

Sources: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of the Linux kernel.
"""

from __future__ import annotations

from collections.abc import Mapping

Numbers = Mapping[str, tuple[int, int | None]]

HARMLESS: Numbers = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "poll": (7, None),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "ppoll": (271, 73),
    "set_robust_list": (273, 99),
    "getrandom": (318, 278),
    "membarrier": (324, 283),
    "rseq": (334, 293),
}
"""They work on memory, on open descriptors, and on the process itself."""

CONDITIONAL: Numbers = {
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "ioctl": (16, 29),
    "clone": (56, 220),
    "execve": (59, 221),
    "fcntl": (72, 25),
    "prctl": (157, 167),
    "tgkill": (234, 131),
    "openat": (257, 56),
    "seccomp": (317, 277),
    "newfstatat": (262, 79),
    "prlimit64": (302, 261),
    "execveat": (322, 281),
    "clone3": (435, 435),
}
"""seccomp.py checks their arguments."""

TO_START_A_PROGRAM: Numbers = {
    "access": (21, None),
    "select": (23, None),
    "dup": (32, 23),
    "uname": (63, 160),
    "getcwd": (79, 17),
    "readlink": (89, None),
    "sysinfo": (99, 179),
    "getuid": (102, 174),
    "getgid": (104, 176),
    "geteuid": (107, 175),
    "getegid": (108, 177),
    "arch_prctl": (158, None),
    "sched_setaffinity": (203, 122),
    "getdents64": (217, 61),
    "set_tid_address": (218, 96),
    "set_mempolicy": (238, 237),
    "get_mempolicy": (239, 236),
    "readlinkat": (267, 78),
    "faccessat": (269, 48),
    "pselect6": (270, 72),
    "statx": (332, 291),
    "faccessat2": (439, 439),
}
"""The loader and the C library need them while a program starts."""

HOSTILE: Numbers = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "fork": (57, None),
    "vfork": (58, None),
    "kill": (62, 129),
    "ptrace": (101, 117),
    "mount": (165, 40),
    "tkill": (200, 130),
    "add_key": (248, 217),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "perf_event_open": (298, 241),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "memfd_create": (319, 279),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
}
"""No decoder makes them: a process that tries is compromised, and killed."""
