// Tier events as lines on stderr while the program runs. Writes straight to the descriptor: a worker's console would
// wait for the main thread, which is in compiled code.
import { writeSync } from 'node:fs';
import type { FuncIndex } from '../src/core/module.ts';
import { nowNs } from './compile-task.ts';
import type { CompileRecord } from './metrics.ts';

const stderr = 2;
const namesShown = 3;

export class EventLog {
  readonly #on: boolean;
  readonly #startNs: number;

  constructor(on: boolean, startNs: number) {
    this.#on = on;
    this.#startNs = startNs;
  }

  /** One event, with the time since the engine started. */
  line(text: string): void {
    if (!this.#on) return;
    const ms = ((nowNs() - this.#startNs) / 1e6).toFixed(1).padStart(8);
    try {
      writeSync(stderr, `[wasabi ${ms} ms] ${text}\n`);
    } catch {
      // A closed or full stderr must not stop the program.
    }
  }

  compile(record: CompileRecord, nameOf: (functionIndex: FuncIndex) => string): void {
    if (!this.#on) return;
    const names = record.functions.slice(0, namesShown).map(nameOf);
    const more = record.functions.length - names.length;
    const what = names.join(', ') + (more > 0 ? ` and ${more} more` : '');
    const loop = record.loop === undefined ? '' : `, loop ${record.loop}`;
    const result = record.error === undefined ? `${record.codeBytes} bytes` : `failed: ${record.error}`;
    const took = `${(record.elapsedNs / 1e6).toFixed(1)} ms on ${record.workerName}`;
    this.line(`${record.lane} ${record.tier}: ${what}${loop}: ${result}, ${took}`);
  }
}
