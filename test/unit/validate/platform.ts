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

/** What Node 20's V8 lacks and we take: that it refuses a module for these reasons says nothing. */
const lackingInPlatform = [
  /At most one memory is supported/,
  /memory count of \d+ exceeds internal limit of 1/,
  /enable with --experimental-wasm-/,
  /invalid value type 0x(69|74)/,
  /Invalid opcode 0x(a|1f)\b/,
  /non-imported globals cannot be used in constant expressions/,
  /expected maximum alignment is \d, actual alignment is (6[4-9]|[7-9]\d|1[01]\d|12[0-7])/,
];

/** Whether the platform's reason to refuse a module is that it is older than some feature. */
export function isLackingInPlatform(refusal: string): boolean {
  return lackingInPlatform.some((pattern) => pattern.test(refusal));
}
