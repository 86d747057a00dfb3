import { type Plan, WRITING } from '../plan/plan.ts';
import type { Step } from '../toolchain/step.ts';
import type { Terminal } from './terminal.ts';

/** The end of a run: what was done after writing, the result, and what to type next. */
export interface Ending {
  /** What the run has come to, in a line. */
  result: string;
  steps: readonly Step[];
  nextSteps: readonly string[];
  /** The command that does the same without questions, and the variables it needs besides. */
  repeat?: { command: string; variables: readonly string[] };
}

export function showEnding({ result, steps, nextSteps, repeat }: Ending, terminal: Terminal) {
  const { paintResult } = terminal;
  for (const step of steps) showTrouble(step, terminal);
  showSteps(steps, terminal);
  const next = nextSteps.map((step) => `  ${paintResult('cyan', step)}`).join('\n');
  const needs = repeat?.variables.length ? ` (with ${repeat.variables.join(' and ')} set)` : '';
  const parts = [
    result,
    next && `Next:\n${next}`,
    repeat && `The same again without questions${needs}:\n  ${repeat.command}`,
  ];
  terminal.result(`\n${parts.filter(Boolean).join('\n\n')}`);
}

/** The result of a new app. */
export function createdLine(directory: string, { changes }: Plan, terminal: Terminal): string {
  const { paintResult } = terminal;
  const count = changes.filter(({ action }) => action !== 'keep').length;
  return `${paintResult('green', 'Created')} ${paintResult('bold', directory)}: ${count} files.`;
}

/** The result of a run that brought an app up to date. */
export function regeneratedLine({ changes }: Plan, { paintResult }: Terminal): string {
  const count = changes.filter(({ action }) => WRITING.has(action)).length;
  const files = count === 1 ? '1 file' : `${count} files`;
  const what = count === 0 ? 'Up to date: nothing to change.' : `Regenerated: ${files} changed.`;
  return paintResult('green', what);
}

function showSteps(steps: readonly Step[], terminal: Terminal) {
  const { paint } = terminal;
  const marks = {
    done: paint('green', 'done'),
    skipped: paint('dim', 'skipped'),
    failed: paint('red', 'failed'),
  };
  for (const { name, status, milliseconds, detail } of steps) {
    const time = status === 'done' ? paint('dim', ` (${(milliseconds / 1000).toFixed(1)} s)`) : '';
    terminal.say(`${name.padEnd(9)}${marks[status]}: ${detail}${time}`);
  }
}

function showTrouble({ name, status, detail, output, remedy }: Step, terminal: Terminal) {
  if (status !== 'failed') return;
  // Also with --quiet: without it nobody could tell why.
  if (output) terminal.trouble(output);
  if (name === 'database') terminal.warn(`The database: ${detail}. ${remedy ?? ''}`);
}
