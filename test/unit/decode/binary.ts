// Builds small wasm binaries byte by byte, for tests of the binary format.

export type Bytes = readonly number[];

/** An unsigned LEB128. */
export function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

/** A vector: its length, then its items. */
export function vec(...items: Bytes[]): number[] {
  return [...leb(items.length), ...items.flat()];
}

/** A name: its size in bytes, then its UTF-8. */
export function name(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [...leb(bytes.length), ...bytes];
}

/** A section or name subsection: id, size, content. */
export function section(id: number, ...content: Bytes[]): number[] {
  const bytes = content.flat();
  return [id, ...leb(bytes.length), ...bytes];
}

/** Content preceded by its size, as a function body is. */
export function sized(...content: Bytes[]): number[] {
  const bytes = content.flat();
  return [...leb(bytes.length), ...bytes];
}

export const header: Bytes = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** A module of these sections. */
export function module(...sections: Bytes[]): Uint8Array {
  return Uint8Array.from([...header, ...sections.flat()]);
}

export const i32 = 0x7f;
export const i64 = 0x7e;
export const funcref = 0x70;

/** A type section with `[] -> []` alone, a function section with one function, and a code section with its body. */
export function functionModule(...operators: number[]): Uint8Array {
  return module(section(1, vec([0x60, 0, 0])), section(3, vec([0])), section(10, vec(sized([0], operators))));
}
