// The ways in which a script's command can come out, other than passing.

export type Outcome =
  /** Ours to mend. */
  | 'failed'
  /** Needs what the engine says it does not do, or an instance that there is not for that reason. */
  | 'unsupported'
  /** A rejection of the right kind whose message does not begin with the suite's phrase. */
  | 'phrase'
  /** Tests only the library that assembles text: it did as the script says, or not. */
  | 'textPassed'
  | 'textFailed';

/** Thrown by a command that did not simply pass. */
export class Verdict extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome, message: string) {
    super(message);
    this.outcome = outcome;
  }
}

/** Whether an error's message begins with the suite's phrase, or is all of it but an ending such as an index. */
export function hasPhrase(message: string, phrase: string): boolean {
  return message.startsWith(phrase) || phrase.startsWith(message);
}
