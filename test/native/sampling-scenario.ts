// Code is replaced, retired and given back from inside calls that wasm makes, while the thread is being sampled.
// Prints what the samples say; a crash is the parent's failure.
import { sampledStacks } from '../../profiles/samples.ts';
import { frameFunction, frameKindOf } from '../../profiles/stack-tree.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { runnableOf } from '../../src/js-api/module.ts';
import { codeStatistics } from '../../src/runtime/binding.ts';
import { startSampling, stopSampling } from '../../src/runtime/guest-profiler.ts';
import { compileFunctions, InThreadEngine, install } from '../support/in-thread-engine.ts';
import { moduleFrom } from '../support/programs.ts';

const lastFunction = 3;
const module = await moduleFrom(
  `(module (import "host" "swap" (func $swap))
    (func $leaf (param i32) (result i32) (local i32)
      (loop (local.set 1 (i32.add (i32.mul (local.get 1) (i32.const 31)) (local.get 0)))
        (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1))
    (func $deep (param i32) (result i32)
      (if (result i32) (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1))))
        (else (call $swap) (call $leaf (i32.const 20000)))))
    (func (export "run") (param i32)
      (loop (drop (call $deep (i32.const 300)))
        (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))`,
  new InThreadEngine('baseline'),
);
const { id, module: decoded } = runnableOf(module, 'test');
const versions = [1, 2, 3].flatMap((index) =>
  (['optimized', 'baseline'] as const).map((tier) => compileFunctions(decoded, [index], tier)),
);
let swaps = 0;
const instance = new Instance(module, {
  host: { swap: () => install(id, versions[swaps++ % versions.length]!, true) },
});
if (!startSampling()) throw new Error('no sampling');
(instance.exports.run as (rounds: number) => void)(3000);
const samples = stopSampling();
if (!samples) throw new Error('no samples');
const { nodes, timeline = [] } = sampledStacks(samples, id);
const wrong = nodes.filter(({ key }) => {
  const kind = frameKindOf(key);
  return kind === 'foreign' || (kind !== 'host' && (frameFunction(key) < 1 || frameFunction(key) > lastFunction));
});
const { freedImages } = codeStatistics();
process.stdout.write(JSON.stringify({ swaps, freedImages, samples: timeline.length, wrong: wrong.length }));
