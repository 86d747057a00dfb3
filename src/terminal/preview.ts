import { visibleText } from '../file-tree.ts';
import type { Change } from '../plan/plan.ts';
import type { Report } from './report.ts';
import type { Terminal } from './terminal.ts';

/** What a report's plan would do, for `--dry-run` and `--diff`. */
export function showPlan({ plan, diffs }: Report, terminal: Terminal) {
  const { paintResult: paint } = terminal;
  const askedFor = true;
  for (const change of plan?.changes ?? []) {
    const { path, action, reason } = change;
    const size =
      action === 'create' ? `${Buffer.byteLength(visibleText(change.after))} bytes` : reason;
    const style = STYLES[action] ?? 'dim';
    terminal.result(`${paint(style, action.padEnd(8))} ${path}  ${paint('dim', size)}`, {
      askedFor,
    });
  }
  for (const diff of diffs?.values() ?? []) {
    if (diff) terminal.result(`\n${colourDiff(diff, paint)}`, { askedFor });
  }
}

const STYLES: Partial<Record<Change['action'], 'green' | 'yellow' | 'red' | 'cyan'>> = {
  create: 'green',
  replace: 'yellow',
  merge: 'cyan',
  refuse: 'red',
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
