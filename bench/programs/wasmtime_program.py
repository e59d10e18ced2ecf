# A WASI command on Wasmtime, for the bench. argv: a JSON object {file, strategy, args, folders, marks}; writes a JSON
# object {wait_ns, compile_ns} to the file `marks` once the module is compiled: time that passed, and processor time.
import json
import sys
import time

import wasmtime
from wasmtime import _ffi

# The package names no constant for Winch; the library takes it by the number of its C interface.
STRATEGIES = {"cranelift": 1, "winch": 2}


def main():
    options = json.loads(sys.argv[1])
    config = wasmtime.Config()
    _ffi.wasmtime_config_strategy_set(config.ptr(), STRATEGIES[options["strategy"]])
    engine = wasmtime.Engine(config)
    linker, store, wasi = wasmtime.Linker(engine), wasmtime.Store(engine), wasmtime.WasiConfig()
    wasi.argv = options["args"]
    wasi.inherit_stdout()
    wasi.inherit_stderr()
    for guest, host in options["folders"].items():
        wasi.preopen_dir(host, guest)
    store.set_wasi(wasi)
    linker.define_wasi()
    wall, processor = time.monotonic_ns(), time.process_time_ns()
    module = wasmtime.Module.from_file(engine, options["file"])
    marks = {"wait_ns": time.monotonic_ns() - wall, "compile_ns": time.process_time_ns() - processor}
    with open(options["marks"], "w") as file:
        json.dump(marks, file)
    start = linker.instantiate(store, module).exports(store)["_start"]
    try:
        start(store)
    except wasmtime.ExitTrap as ended:
        sys.exit(ended.code)


main()
