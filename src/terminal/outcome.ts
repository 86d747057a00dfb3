import { WRITING } from '../plan/plan.ts';
import type { Step } from '../toolchain/step.ts';
import type { Report } from './report.ts';
import type { Terminal } from './terminal.ts';

/** The end of a run that wrote: what was done, what went wrong, what to type next. */
export function showOutcome(report: Report, variables: readonly string[], terminal: Terminal) {
  const { paintResult } = terminal;
  const { directory, plan, steps, nextSteps, repeat } = report;
  for (const step of steps) showTrouble(step, terminal);
  const changed = plan?.changes.filter(({ action }) => action !== 'keep').length ?? 0;
  showSteps(steps, terminal);
  const needs = variables.length > 0 ? ` (with ${variables.join(' and ')} set)` : '';
  terminal.result(`
${paintResult('green', 'Created')} ${paintResult('bold', directory ?? '')}: ${changed} files.

Next:
${nextSteps.map((command) => `  ${paintResult('cyan', command)}`).join('\n')}

The same again without questions${needs}:
  ${repeat}`);
}

/** The end of a run that brought an app up to date. */
export function showRegenerated({ plan, steps, nextSteps }: Report, terminal: Terminal) {
  const { paintResult } = terminal;
  for (const step of steps) showTrouble(step, terminal);
  showSteps(steps, terminal);
  const changed = plan?.changes.filter(({ action }) => WRITING.has(action)).length ?? 0;
  const files = changed === 1 ? '1 file' : `${changed} files`;
  const what = changed === 0 ? 'Up to date: nothing to change.' : `Regenerated: ${files} changed.`;
  const next = nextSteps.map((step) => `  ${paintResult('cyan', step)}`).join('\n');
  terminal.result(`\n${paintResult('green', what)}${next && `\n\nNext:\n${next}`}`);
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
  if (output) terminal.say(output);
  if (name === 'database') terminal.warn(`The database: ${detail}. ${remedy ?? ''}`);
}
