// The one error class of decoding, validation and linking. Must not know JavaScript's WebAssembly error
// classes: the public edge maps `kind` to them.

/** malformed, invalid, unsupported: the module's fault; link: imports do not fit. */
export type WasmErrorKind = 'malformed' | 'invalid' | 'unsupported' | 'link';

/** Where an error was found. */
export interface WasmErrorPlace {
  /** Byte offset in the module. */
  readonly offset?: number;
  /** Function index (imports first) of the body that is at fault. */
  readonly functionIndex?: number;
}

function describePlace(place: WasmErrorPlace): string {
  const parts: string[] = [];
  if (place.functionIndex !== undefined) parts.push(`function ${place.functionIndex}`);
  if (place.offset !== undefined) parts.push(`offset 0x${place.offset.toString(16)}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** A module that cannot be used. Its message starts with the spec suite's phrase and ends with the place. */
export class WasmError extends Error {
  readonly kind: WasmErrorKind;
  readonly offset: number | undefined;
  readonly functionIndex: number | undefined;
  /** The message without the place. */
  readonly reason: string;

  constructor(kind: WasmErrorKind, reason: string, place: WasmErrorPlace = {}) {
    super(reason + describePlace(place));
    this.name = 'WasmError';
    this.kind = kind;
    this.reason = reason;
    this.offset = place.offset;
    this.functionIndex = place.functionIndex;
  }
}

/** The bytes are not a module in the binary format (spec 5). */
export function malformed(phrase: string, offset: number): WasmError {
  return new WasmError('malformed', phrase, { offset });
}

/** The module breaks a validation rule (spec 3). */
export function invalid(phrase: string, offset?: number, functionIndex?: number): WasmError {
  const place: { offset?: number; functionIndex?: number } = {};
  if (offset !== undefined) place.offset = offset;
  if (functionIndex !== undefined) place.functionIndex = functionIndex;
  return new WasmError('invalid', phrase, place);
}

/** The module needs something that this runtime does not do. */
export function unsupported(what: string, offset: number): WasmError {
  return new WasmError('unsupported', `unsupported: ${what}`, { offset });
}

/** `error` with the function it arose in, unless it names one already. */
export function inFunction(error: unknown, functionIndex: number): unknown {
  if (!(error instanceof WasmError) || error.functionIndex !== undefined) return error;
  const place = error.offset === undefined ? { functionIndex } : { functionIndex, offset: error.offset };
  return new WasmError(error.kind, error.reason, place);
}
