// Order and slices of events: first calls overtake, nothing is lost, and the event loop gets its turns.
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import type { CodeEvent } from '../../../src/runtime/binding.ts';
import { EventTurns } from '../../../tiers/event-turns.ts';

const event = (kind: CodeEvent['kind'], functionIndex: number): CodeEvent => ({
  kind,
  functionIndex,
  member: functionIndex,
  loop: kind === 'hotLoop' ? 0 : -1,
  instance: 0,
  timeNs: 0,
});

t.test('first calls overtake hot events', async (t) => {
  const seen: number[] = [];
  const turns = new EventTurns(
    ({ functionIndex }) => seen.push(functionIndex),
    ({ functionIndex }) => seen.push(functionIndex),
  );
  turns.add([event('hotFunction', 1), event('firstCall', 2), event('hotLoop', 3)]);
  turns.add([event('firstCall', 4)]);
  t.strictSame(seen, [], 'nothing happens within the native callback');
  await turn();
  await turn();
  t.strictSame(seen, [2, 4, 1, 3]);
});

t.test('a flood of hot events leaves turns for others', async (t) => {
  let handled = 0;
  let firstCallAfter = 0;
  const turns = new EventTurns(
    () => {
      firstCallAfter = handled;
    },
    () => {
      const end = performance.now() + 1;
      while (performance.now() < end);
      handled++;
    },
  );
  turns.add(Array.from({ length: 50 }, (_, i) => event('hotFunction', i)));
  await turn();
  turns.add([event('firstCall', 99)]);
  while (handled < 50) await turn();
  t.ok(firstCallAfter < 25, `the first call was served after ${firstCallAfter} hot events`);
});

t.test('a stopped queue hands on nothing', async (t) => {
  const turns = new EventTurns(
    () => t.fail(),
    () => t.fail(),
  );
  turns.add([event('firstCall', 1), event('hotFunction', 2)]);
  turns.stop();
  await turn();
  await turn();
});
