# A kernel on Wasmtime, for the bench: argv is the module and a strategy; then for each line "n" on stdin one line
# "checksum wall-nanoseconds processor-nanoseconds", as native kernels answer.
import sys
import time

import wasmtime
from wasmtime import _ffi

# The package names no constant for Winch; the library takes it by the number of its C interface.
STRATEGIES = {"cranelift": 1, "winch": 2}


def main():
    path, strategy = sys.argv[1:]
    config = wasmtime.Config()
    _ffi.wasmtime_config_strategy_set(config.ptr(), STRATEGIES[strategy])
    store = wasmtime.Store(wasmtime.Engine(config))
    instance = wasmtime.Instance(store, wasmtime.Module.from_file(store.engine, path), [])
    run = instance.exports(store)["run"]
    for line in sys.stdin:
        rounds = int(line)
        wall, processor = time.monotonic_ns(), time.process_time_ns()
        checksum = run(store, rounds)
        processor = time.process_time_ns() - processor
        wall = time.monotonic_ns() - wall
        print(checksum & 0xFFFFFFFF, wall, processor, flush=True)


main()
