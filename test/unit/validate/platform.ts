// Node's own engine, which tests compare with.

interface PlatformWebAssembly {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
}

const platform = (globalThis as unknown as { WebAssembly: PlatformWebAssembly }).WebAssembly;

/** Whether V8 takes the module. */
export function platformAccepts(bytes: Uint8Array): boolean {
  return platform.validate(bytes);
}

/** Why V8 refuses the module; undefined if it does not. */
export function platformRefusal(bytes: Uint8Array): string | undefined {
  if (platform.validate(bytes)) return undefined;
  try {
    new platform.Module(bytes);
    return 'validate and Module disagree';
  } catch (error) {
    return (error as Error).message;
  }
}
