// proc_exit and proc_raise, as far as they can be seen without a program.
import t from 'tap';
import { ProgramExit } from '../../src/runtime/errors.ts';
import { Guest } from './guest.ts';

const guest = new Guest();

function statusOf(name: string, argument: number): number | string {
  try {
    return guest.call(name, argument);
  } catch (error) {
    if (error instanceof ProgramExit) return error.status;
    throw error;
  }
}

t.test('proc_exit', (t) => {
  for (const status of [0, 1, 42, 255, 1000]) t.equal(statusOf('proc_exit', status), status);
  t.equal(guest.call('sched_yield'), 'success', 'the guest can still be called');
  t.end();
});

t.test('proc_raise', (t) => {
  const ignored = { none: 0, pipe: 13, chld: 16, cont: 17, urg: 22, winch: 27 };
  for (const [name, signal] of Object.entries(ignored)) t.equal(statusOf('proc_raise', signal), 'success', name);
  const stopping = { stop: 18, tstp: 19, ttin: 20, ttou: 21 };
  for (const [name, signal] of Object.entries(stopping)) t.equal(statusOf('proc_raise', signal), 'notsup', name);
  const ending = {
    hup: [1, 129],
    int: [2, 130],
    abrt: [6, 134],
    kill: [9, 137],
    segv: [11, 139],
    term: [15, 143],
    sys: [30, 159],
  };
  for (const [name, [signal, status]] of Object.entries(ending)) {
    t.equal(statusOf('proc_raise', signal as number), status, name);
  }
  t.equal(statusOf('proc_raise', 31), 'inval');
  t.equal(statusOf('proc_raise', 0xffffffff), 'inval');
  t.end();
});
