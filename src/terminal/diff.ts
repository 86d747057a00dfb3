import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { EnvFile } from '../env-file.ts';
import { visibleText } from '../file-tree.ts';
import type { Change, Plan } from '../plan/plan.ts';

/** A change as a unified diff, with `[secret]` for each secret; empty when nothing changes. */
export function diffOf({ path, action, before, after }: Change): string {
  if (action === 'keep' || before.type === 'blocked') return '';
  // Of an .env that is there, nothing is shown: every value in it may be a secret.
  if (after.content instanceof EnvFile && before.type === 'file') {
    return `--- a/${path}\n+++ b/${path}\n (not shown: it holds secrets)\n`;
  }
  const old = before.type === 'file' ? (before.text ?? '') : '';
  const from = before.type === 'absent' ? '/dev/null' : `a/${path}`;
  const patch = createTwoFilesPatch(
    from,
    `b/${path}`,
    old,
    visibleText(after),
    undefined,
    undefined,
    {
      headerOptions: FILE_HEADERS_ONLY,
    },
  );
  return patch.trimEnd();
}

/** The diffs of all changes of a plan, by path. */
export function diffsOf({ changes }: Plan): Map<string, string> {
  return new Map(changes.map((change) => [change.path, diffOf(change)]));
}
