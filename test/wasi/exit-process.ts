// A process whose guest ends it: `proc_exit` with the status given, without `returnOnExit`.
import { WASI } from '../../src/abi/wasi/wasi.ts';

const wasi = new WASI({ version: 'preview1', returnOnExit: false });
wasi.start({ exports: { _start: () => wasi.wasiImport.proc_exit?.(Number(process.argv[2])) } });
process.exitCode = 99;
