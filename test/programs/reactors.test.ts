// Programs that are reactors, driven through the JavaScript API: Perl and QuickJS print the same as on Node's engine.
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { referenceNode, start } from './compare.ts';

const script = join(packageRoot, 'build/test/programs/reactor.js');
t.setTimeout(600_000);

for (const program of ['perl', 'quickjs']) {
  t.test(program, async (t) => {
    const reference = start(referenceNode, [script, 'platform', program]);
    const here = start(process.execPath, [script, 'wasabi', program]);
    t.equal(reference.status, 0, `the reference ran${reference.stderr}`);
    t.ok(reference.stdout.length > 100, 'and printed');
    t.equal(here.signal, null, 'ends by itself');
    t.equal(here.status, 0, `ran${here.stderr}`);
    t.equal(String(here.stdout), String(reference.stdout));
    t.comment(`${program}: wasabi ${here.elapsedMs} ms, node ${reference.elapsedMs} ms`);
  });
}
