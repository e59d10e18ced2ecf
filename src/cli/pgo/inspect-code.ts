// `pgo inspect --function --ir` and `--asm`: what the optimizing compile makes of a function with this profile.
import type { Profile } from '../../../profiles/profile.ts';
import { wholeProfileView } from '../../../profiles/weights.ts';
import { listOptimizedCode, listOptimizedIr } from '../../engine.ts';
import { validateModule } from '../../validate/validate-module.ts';
import { CliError } from '../failure.ts';
import { displayName, type InspectedModule } from './inputs.ts';
import { formatOffset } from './table.ts';

/** Lines ended by newlines. Throws a CliError when the function cannot be compiled. */
export async function formatOptimizedCode(
  what: 'ir' | 'asm',
  profile: Profile,
  inspected: InspectedModule,
  functionIndex: number,
): Promise<string> {
  const { module } = inspected;
  validateModule(module);
  const view = wholeProfileView(profile);
  const name = displayName(inspected, functionIndex);
  try {
    if (what === 'ir') return await listOptimizedIr(module, functionIndex, view);
    const lines = await listOptimizedCode(module, functionIndex, view);
    const body = lines.map(({ offset, text, wasmOffset }) => {
      const place = wasmOffset === undefined ? '' : formatOffset(wasmOffset);
      return `${offset.toString(16).padStart(6)}  ${place.padStart(10)}  ${text}`;
    });
    return `; ${name} (index ${functionIndex}), optimized: code offset, module offset, instruction\n${body.join('\n')}\n`;
  } catch (error) {
    throw new CliError(`cannot compile ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
