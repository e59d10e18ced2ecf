// UTF-8 to strings, from bytes over shared memory, which TextDecoder does not take.

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes `start` to `end`, or undefined where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  let ascii = true;
  for (let at = start; at < end && ascii; at++) ascii = (bytes[at] as number) < 0x80;
  if (ascii && end - start <= 64) return asciiText(bytes, start, end);
  try {
    return decoder.decode(bytes.slice(start, end));
  } catch {
    return undefined;
  }
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}
