// Which locals are live at loop headers, in bodies where that can be told by reading them.
import t from 'tap';
import wabtLoader from 'wabt';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { OperatorReader } from '../../../src/decode/operator-reader.ts';
import { BodyStream, bodyRange, wholeBody } from '../../../src/lower/body-stream.ts';
import { liveAtLoops } from '../../../src/lower/liveness.ts';
import { prescan } from '../../../src/lower/scan-body.ts';

const wabt = await wabtLoader();

/** Live locals of each loop in a body with six i32 locals, of which the first is a parameter. */
function live(body: string): number[][] {
  const text = `(module (func $f) (func (param i32) (local i32 i32 i32 i32 i32) ${body}))`;
  const parsed = wabt.parseWat('liveness.wat', text, { exceptions: true });
  const module = decodeModule(Uint8Array.from(parsed.toBinary({}).buffer));
  const reader = new OperatorReader(module.bytes);
  const stream = new BodyStream(module, wholeBody(bodyRange(reader, module, 1)), reader);
  return liveAtLoops(prescan(stream, 6, true), 6).map((locals) => [...locals]);
}

const use = (local: number) => `(drop (local.get ${local}))`;
const assign = (local: number) => `(local.set ${local} (i32.const 7))`;
const repeat = (label: string, local = 0) => `(br_if ${label} (local.get ${local}))`;

t.strictSame(live(`(loop $l ${repeat('$l')})`), [[0]], 'read in the loop');
t.strictSame(live(`(loop $l ${assign(1)} ${use(1)} ${repeat('$l')})`), [[0]], 'assigned before it is read');
t.strictSame(live(`(loop $l ${use(1)} ${assign(1)} ${repeat('$l')})`), [[0, 1]], 'carried to the next round');
t.strictSame(live(`(loop $l ${repeat('$l')}) ${use(2)} ${use(3)}`), [[0, 2, 3]], 'read after the loop');
t.strictSame(live(`(loop $l ${assign(2)} ${repeat('$l')}) ${use(2)}`), [[0]], 'assigned in the loop, read after it');

t.strictSame(
  live(`(loop $l (if (local.get 0) (then ${assign(1)} ${use(1)}) (else ${assign(2)} ${use(2)})) ${repeat('$l')})`),
  [[0]],
  'an arm of its own that assigns before it reads',
);
t.strictSame(
  live(`(loop $l (if (local.get 0) (then ${assign(1)})) ${use(1)} ${repeat('$l')})`),
  [[0, 1]],
  'assigned on one path only',
);
t.strictSame(
  live(`(loop $l (block $a (block $b (br_table $a $b $l (local.get 0))) ${assign(1)} ${use(1)}) ${use(3)} (br $l))`),
  [[0, 3]],
  'behind a br_table',
);
t.strictSame(
  live(
    `(loop $o ${assign(1)} (loop $i ${use(1)} ${assign(2)} ${use(2)} ${repeat('$i', 4)}) ${use(3)} ${repeat('$o')})`,
  ),
  [
    [0, 3, 4],
    [0, 1, 3, 4],
  ],
  'nested: what the outer loop carries is live in the inner one',
);
t.strictSame(
  live(`(loop $o (loop $m (loop $i ${use(1)} ${repeat('$i')} ${repeat('$m')}) ${repeat('$o')}) ${use(2)})`),
  [
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ],
  'three deep',
);
t.strictSame(
  live(`(loop $l (try (do ${assign(1)} (call $f) ${assign(2)}) (catch_all ${use(1)} ${use(2)})) ${repeat('$l')})`),
  [[0, 1, 2]],
  'a handler reads what held when anything in its scope was thrown',
);

const depth = 30;
const nest = (level: number): string =>
  level === depth ? use(1) : `(loop ${nest(level + 1)} (br_if 0 (local.get 0)) ${level === 0 ? use(2) : ''})`;
t.ok(
  live(nest(0)).every((locals) => [0, 1, 2].every((local) => locals.includes(local))),
  'nothing is forgotten in a deep nest',
);
