import { visibleText } from '../file-tree.ts';
import { type Change, type Plan, UNCHANGED } from '../plan/plan.ts';
import type { Terminal } from './terminal.ts';

/** What a plan would do, for `--dry-run`, `--diff` and `--check`, and before files of an app are changed. */
export function showPlan(
  { changes }: Plan,
  terminal: Terminal,
  { askedFor }: { askedFor: boolean },
) {
  const { paintResult: paint } = terminal;
  for (const change of changes.filter(({ reason }) => reason !== UNCHANGED)) {
    const style = STYLES[change.action] ?? 'dim';
    const action = paint(style, change.action.padEnd(8));
    terminal.result(`${action} ${change.path}  ${paint('dim', detailOf(change))}`, { askedFor });
  }
  const unchanged = changes.filter(({ reason }) => reason === UNCHANGED).length;
  if (unchanged > 0) terminal.result(paint('dim', `${unchanged} files unchanged`), { askedFor });
}

/** The contents of changes, as somebody asked for. */
export function showDiffs(diffs: ReadonlyMap<string, string>, terminal: Terminal) {
  for (const diff of diffs.values()) {
    if (diff) terminal.result(`\n${colourDiff(diff, terminal.paintResult)}`, { askedFor: true });
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
