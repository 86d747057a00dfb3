import { visibleText } from '../file-tree.ts';
import { type Change, UNCHANGED } from '../plan/plan.ts';
import type { Report } from './report.ts';
import type { Terminal } from './terminal.ts';

/** What a report's plan would do, for `--dry-run`, `--diff` and `--check`, and before `regenerate` writes. */
export function showPlan({ plan, diffs }: Report, terminal: Terminal, { askedFor = true } = {}) {
  const { paintResult: paint } = terminal;
  const changes = plan?.changes ?? [];
  for (const change of changes.filter(({ reason }) => reason !== UNCHANGED)) {
    const style = STYLES[change.action] ?? 'dim';
    const action = paint(style, change.action.padEnd(8));
    terminal.result(`${action} ${change.path}  ${paint('dim', detailOf(change))}`, { askedFor });
  }
  const unchanged = changes.filter(({ reason }) => reason === UNCHANGED).length;
  if (unchanged > 0) terminal.result(paint('dim', `${unchanged} files unchanged`), { askedFor });
  for (const diff of diffs?.values() ?? []) {
    if (diff) terminal.result(`\n${colourDiff(diff, paint)}`, { askedFor });
  }
}

function detailOf({ action, reason, after }: Change): string {
  if (action !== 'create' || !after || reason !== 'new') return reason;
  return `${Buffer.byteLength(visibleText(after))} bytes`;
}

const STYLES: Partial<Record<Change['action'], 'green' | 'yellow' | 'red' | 'cyan'>> = {
  create: 'green',
  replace: 'yellow',
  merge: 'cyan',
  remove: 'red',
  refuse: 'red',
  conflict: 'red',
};

function colourDiff(diff: string, paint: Terminal['paint']): string {
  const style = (line: string) =>
    line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : undefined;
  return diff
    .split('\n')
    .map((line) => {
      const colour = style(line);
      return colour ? paint(colour, line) : line;
    })
    .join('\n');
}
