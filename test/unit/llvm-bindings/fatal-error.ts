// A child process of fatal.test.ts: makes LLVM give up, which ends the process.
import { LlvmModule } from '../../../src/llvm-bindings/index.ts';

const selectable = `define <16 x float> @f(<16 x float> %a) {
  %b = call <16 x float> @llvm.x86.avx512.sqrt.ps.512(<16 x float> %a, i32 4)
  ret <16 x float> %b
}
declare <16 x float> @llvm.x86.avx512.sqrt.ps.512(<16 x float>, i32 immarg)
`;
const module = LlvmModule.fromText(selectable);
module.emitObject({ optLevel: 3, target: { cpu: 'x86-64', features: '' } });
console.log('survived');
