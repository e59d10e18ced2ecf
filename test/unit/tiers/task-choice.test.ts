// Which waiting compile a free thread takes.
import t from 'tap';
import { nextTask, type RankedTask } from '../../../tiers/task-choice.ts';

const two = { threads: 2, processors: 2 };
const task = (rank: number, rest: Partial<RankedTask> = {}): RankedTask => ({
  lane: 'tierUp',
  large: false,
  rank,
  ...rest,
});

t.test('the first, but a large one never takes the last thread', (t) => {
  t.equal(nextTask([task(1), task(2)], [], two), 0);
  t.equal(nextTask([], [task(1)], two), -1);
  const large = task(1, { large: true });
  t.equal(nextTask([large, task(2)], [], two), 0);
  t.equal(nextTask([large, task(2)], [task(3, { large: true })], two), 1);
  t.equal(nextTask([large], [task(3, { large: true })], two), -1);
  t.equal(nextTask([large], [], { threads: 1, processors: 2 }), 0, 'the only thread takes it');
  t.end();
});

t.test('beside a large compile that pays more, nothing takes its processor', (t) => {
  const running = [task(5, { large: true })];
  t.equal(nextTask([task(6), task(7)], running, two), -1);
  t.equal(nextTask([task(4), task(6)], running, two), 0, 'what pays more than it starts');
  t.equal(nextTask([task(6)], [task(5)], two), 0, 'a small one is over soon');
  t.equal(nextTask([task(6)], running, { threads: 2, processors: 3 }), 0, 'there is a processor');
  t.equal(nextTask([task(6, { lane: 'osr' })], running, two), 0, 'a running loop waits for nothing');
  t.equal(nextTask([task(6, { lane: 'recount' })], running, two), 0, 'nor does what goes back to counting');
  t.equal(nextTask([task(6)], running, { threads: 2, processors: 1 }), -1);
  t.end();
});
