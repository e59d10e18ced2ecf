// Text of the legacy exception-handling proposal, which wasm-tools' parser left behind: wabt still assembles it.
import type initialize from 'wabt';

type Wabt = Awaited<ReturnType<typeof initialize>>;

let loading: Promise<Wabt> | undefined;

async function loadWabt(): Promise<Wabt> {
  const { default: initialize } = await import('wabt');
  return initialize();
}

/** The module's binary; undefined where the text is no legacy module that can be assembled. */
export async function assembleLegacy(text: string): Promise<Uint8Array | undefined> {
  if (!/\b(?:do|catch|catch_all|delegate|rethrow)\b/.test(text)) return undefined;
  loading ??= loadWabt();
  const wabt = await loading;
  let module: ReturnType<Wabt['parseWat']> | undefined;
  try {
    module = wabt.parseWat('legacy.wat', text, { exceptions: true, tail_call: true });
    return module.toBinary({}).buffer;
  } catch {
    return undefined;
  } finally {
    module?.destroy();
  }
}
