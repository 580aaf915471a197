"""Which BLAS PyTorch multiplies float32 matrices with here, found in this process and not guessed from its name.

usage: torch_blas.py   prints {"torch", "cuda", "blas"} as one line of JSON
"""

import ctypes
import json
import os
import re
import time

import torch

SIZE = 512
SECONDS = 0.2


def mapped_files():
    """(first address, address after the last, file) of every file in this process's memory; Linux only."""
    try:
        with open("/proc/self/maps") as maps:
            rows = [line.split(None, 5) for line in maps]
    except OSError:
        return []
    files = [(row[0].split("-"), row[5].strip()) for row in rows if len(row) > 5]
    return [(int(first, 16), int(end, 16), path) for (first, end), path in files]


def library_of(handle, symbol):
    """The file that a library's calls of a function end up in; None where nothing of that name is found."""
    try:
        address = ctypes.cast(getattr(handle, symbol), ctypes.c_void_p).value
    except AttributeError:
        return None
    owners = [path for first, end, path in mapped_files() if first <= address < end]
    return os.path.realpath(owners[0]) if owners else None


def ask(handle, function, result):
    """What a function without arguments returns; None where there is none."""
    try:
        call = getattr(handle, function)
    except AttributeError:
        return None
    call.restype = result
    value = call()
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def gflops():
    """Of a product of two square matrices, on as many threads as there are: what the name of a library cannot hide."""
    a, b = torch.rand(SIZE, SIZE), torch.rand(SIZE, SIZE)
    a @ b
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        a @ b
        count += 1
    return 2 * SIZE**3 * count / (time.perf_counter() - began) / 1e9


def blas_facts():
    speed = gflops()
    torch_cpu = [path for _, _, path in mapped_files() if "libtorch_cpu." in os.path.basename(path)]
    # Looks in libtorch_cpu and in what it is linked with, as its own calls do.
    handle = ctypes.CDLL(torch_cpu[0]) if torch_cpu else None
    built_with = re.search(r"\bBLAS_INFO=(\w+)", torch.__config__.show())
    return {
        "library": library_of(handle, "sgemm_"),
        "built_with": built_with[1] if built_with else None,
        "has_mkl": torch.backends.mkl.is_available(),
        # Of OpenBLAS alone.
        "openblas": ask(handle, "openblas_get_config", ctypes.c_char_p),
        "openblas_threads": ask(handle, "openblas_get_num_threads", ctypes.c_int),
        "threads": torch.get_num_threads(),
        "gflops": speed,
    }


if __name__ == "__main__":
    print(json.dumps({"torch": torch.__version__, "cuda": torch.cuda.is_available(), "blas": blas_facts()}))
