// What V8 makes of each program. Run by the newest Node, whose V8 has the features that Node 20's lacks; writes one JSON
// line a program.
import { loadPrograms, observe } from './programs.ts';

interface PlatformWebAssembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: unknown) => { readonly exports: Record<string, unknown> };
}

const { WebAssembly: platform } = globalThis as unknown as { WebAssembly: PlatformWebAssembly };

for (const program of await loadPrograms()) {
  const observations = observe(program, (bytes, imports) => {
    return new platform.Instance(new platform.Module(bytes), imports).exports;
  });
  process.stdout.write(`${JSON.stringify({ program: program.name, observations })}\n`);
}
