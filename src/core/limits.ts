// Every limit that decoding and validation impose. The numbers are those of the JavaScript API's
// "Implementation-defined Limits" and of V8, so that a module which one of them accepts, the other does too.

/** Largest binary, in bytes. */
export const maxModuleSizeBytes = 1 << 30;
/** Types in the type section. */
export const maxTypes = 1_000_000;
/** Supertypes above a type. */
export const maxSupertypes = 63;
/** Functions, imports included. */
export const maxFunctions = 1_000_000;
export const maxImports = 1_000_000;
export const maxExports = 1_000_000;
export const maxGlobals = 1_000_000;
export const maxTags = 1_000_000;
export const maxDataSegments = 100_000;
export const maxElementSegments = 10_000_000;
/** Tables, imports included. */
export const maxTables = 100_000;
/** Memories, imports included. */
export const maxMemories = 100;
/** Entries of one element segment. */
export const maxElementSegmentEntries = 10_000_000;
/** Bytes of one function body. */
export const maxFunctionSizeBytes = 7_654_321;
/** Locals of one function, parameters included. */
export const maxFunctionLocals = 50_000;
export const maxFunctionParams = 1_000;
export const maxFunctionResults = 1_000;
/** Targets of one `br_table`, default left out. */
export const maxBrTableTargets = 65_520;
/** Bytes of one name (module, field, export, custom section). */
export const maxNameSizeBytes = 100_000;
/** Pages of a memory with 32-bit addresses: 4 GiB. */
export const maxMemoryPages = 65_536;
/** Pages that a memory with 64-bit addresses may declare: 2^64 bytes. */
export const maxMemory64Pages = 2n ** 48n;
/** Pages that one may have: 16 GiB. */
export const maxMemory64InitialPages = 262_144n;
/** Elements that a table may have. */
export const maxTableElements = 10_000_000;
