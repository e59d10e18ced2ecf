// Takes single fields and commands out of a script, so that a module which needs one feature too many in a corner still
// tests everything else. What is taken out becomes blank; lines stay where they are.
import { type ListNode, type Node, readNodes } from '../../src/wast/s-expression.ts';

function isModule(node: Node): node is ListNode {
  const head = node.kind === 'list' ? node.items[0] : undefined;
  return head?.kind === 'atom' && head.text === 'module';
}

/** `source` without the module fields, and the commands other than modules, whose text matches. */
export function leaveOut(source: string, pattern: RegExp): string {
  const candidates = readNodes(source).flatMap((node) => (isModule(node) ? node.items : [node]));
  let result = source;
  for (const { start, end } of candidates.filter(({ kind }) => kind === 'list')) {
    const text = source.slice(start, end);
    if (pattern.test(text)) result = result.slice(0, start) + text.replace(/\S/g, ' ') + result.slice(end);
  }
  return result;
}
