// A regression program: a `.wat` with `;; call: name arguments` lines, each of which is called several times.
import wabtLoader from 'wabt';

/** Enough for a function to change tiers between and during its calls. */
const repetitions = 4;

export async function assembled(file: string, text: string): Promise<Uint8Array> {
  const wabt = await wabtLoader();
  const parsed = wabt.parseWat(file, text);
  const bytes = Uint8Array.from(parsed.toBinary({}).buffer);
  parsed.destroy();
  return bytes;
}

/** What each call returned, or that it trapped. */
export function outcomes(text: string, exports: Readonly<Record<string, unknown>>): string[] {
  const calls = [...text.matchAll(/^;; call: (\w+)(.*)$/gm)];
  return calls.flatMap(([line, name = '', args = '']) =>
    Array.from({ length: repetitions }, () => {
      try {
        const called = exports[name] as (...args: number[]) => unknown;
        return `${line}: ${called(...args.split(' ').filter(Boolean).map(Number))}`;
      } catch {
        return `${line}: trap`;
      }
    }),
  );
}
