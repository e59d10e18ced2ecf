// The only file that loads the runtime addon: once a thread, on first use, checking that both languages agree on every
// offset of src/core/instance-layout.ts. Knows nothing of what the addon's functions do.
import { createRequire } from 'node:module';
import * as layout from '../core/instance-layout.ts';
import { nativeAddonPath } from '../core/paths.ts';
import { TrapCode } from '../core/trap.ts';
import type { NativeAddon } from './native-addon.ts';

let loaded: NativeAddon | undefined;

/** The addon. Throws an Error that names the member when the layouts differ, or the path when it is not built. */
export function addon(): NativeAddon {
  if (loaded) return loaded;
  const native = createRequire(import.meta.url)(nativeAddonPath('runtime')) as NativeAddon;
  const { VmContext, FuncRef, ThreadContext, MemoryRecord, Table, Exception, Helper, globalSlotSize } = layout;
  native.checkLayout({
    VmContext,
    FuncRef,
    ThreadContext,
    MemoryRecord,
    Table,
    Exception,
    Helper,
    TrapCode,
    Global: { globalSlotSize },
  });
  loaded = native;
  return native;
}
