// What the suite asks for and this version does not do, by reason and file; reviewed by hand. A file may stand here for
// several reasons. Everything else must pass, and a file that no longer needs its place here fails too. Modules that need
// garbage collection stand in garbage-collection.ts, line by line.

/** Features that modules of these files use. Their commands are counted as unsupported, all others must pass. */
export const unsupported: Readonly<Record<string, readonly RegExp[]>> = {};

/** Fields of modules and single commands that are taken out of these files for the sake of the rest of their modules. */
export const leftOut: Readonly<Record<string, RegExp>> = {
  // WebAssembly 3.0 allows what the proposal's copies of these files forbid.
  'proposals/threads/imports.wast': /"multiple (tables|memories)"/,
  'proposals/threads/memory.wast': /"multiple memories"/,
};

/** Files of these patterns where the library that assembles text differs from the suite; no concern of the runtime. */
export const assemblerDiffers: readonly RegExp[] = [/^try_table\.wast$/, /^start\.wast$/, /^legacy\//];

export function unsupportedReasons(file: string): string[] {
  return Object.entries(unsupported)
    .filter(([, patterns]) => patterns.some((pattern) => pattern.test(file)))
    .map(([reason]) => reason);
}
