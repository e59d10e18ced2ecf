// Counter blocks to profiles: reads the words that baseline code counted, by the layout that follows from the body.
// Knows nothing of instances or threads: the runtime has summed and translated the block.
import { siteOutcomes } from '../src/core/counter-flow.ts';
import { type CounterLayout, entryCount, indirectCounts, loopCount } from '../src/core/counter-layout.ts';
import type { FuncIndex } from '../src/core/module.ts';
import { sortTargets } from './profile.ts';
import type { FunctionProfile, IndirectSite } from './profile-view.ts';

/** Stands in a counter block for a target that is not a function of the module. */
export const foreignTarget = 0xffffffff;

function collectSite(words: Uint32Array, layout: CounterLayout['sites'][number]): IndirectSite {
  const counts = indirectCounts(words, layout);
  const own = new Map<number, number>();
  let foreign = 0;
  for (const { target, count } of counts.targets) {
    if (target === foreignTarget) foreign += count;
    else own.set(target, (own.get(target) ?? 0) + count);
  }
  const targets = sortTargets([...own].map(([functionIndex, count]) => ({ functionIndex, count })));
  return { total: counts.total, foreign, targets };
}

/** The profile of one function from its block; sites that never ran are left out. `words` is only read. */
export function collectFunction(functionIndex: FuncIndex, layout: CounterLayout, words: Uint32Array): FunctionProfile {
  const loops = new Map<number, number>();
  layout.loopOffsets.forEach((offset, ordinal) => {
    const count = loopCount(words, ordinal);
    if (count > 0) loops.set(offset, count);
  });
  const outcomes = new Map<number, readonly number[]>();
  const indirect = new Map<number, IndirectSite>();
  const allOutcomes = siteOutcomes(layout, words);
  for (const [index, site] of layout.sites.entries()) {
    if (site.kind === 'indirect') {
      const counts = collectSite(words, site);
      if (counts.total > 0) indirect.set(site.wasmOffset, counts);
    } else {
      const counts = allOutcomes[index] ?? [];
      if (counts.some((count) => count > 0)) outcomes.set(site.wasmOffset, counts);
    }
  }
  return { functionIndex, entries: entryCount(words), loops, outcomes, indirect };
}
