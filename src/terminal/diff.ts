import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { EnvFile } from '../env-file.ts';
import { visibleText } from '../file-tree.ts';
import type { Change, Plan } from '../plan/plan.ts';

/** A change as a unified diff, with `[secret]` for each secret; empty when nothing changes. */
export function diffOf({ path, action, reason, before, after, shown }: Change): string {
  if (action === 'keep' || action === 'deleted' || before.type === 'blocked') return '';
  const from = before.type === 'absent' ? '/dev/null' : `a/${path}`;
  const to = after ? `b/${path}` : '/dev/null';
  const headers = { headerOptions: FILE_HEADERS_ONLY };
  const patch = (old: string, now: string) =>
    createTwoFilesPatch(from, to, old, now, undefined, undefined, headers).trimEnd();
  if (shown) return patch(shown.before, shown.after);
  // Of an .env that is there, nothing is shown: every value in it may be a secret.
  const isSecret = after?.content instanceof EnvFile && before.type !== 'absent';
  const isBinary = before.type === 'file' && before.text === undefined;
  if (isSecret || isBinary) {
    const hidden = isSecret ? `not shown, it holds secrets: ${reason}` : 'not shown, it is no text';
    return `--- ${from}\n+++ ${to}\n (${hidden})\n`;
  }
  const old = before.type === 'file' ? (before.text ?? '') : '';
  const now = after ? visibleText(after) : '';
  return patch(old, now);
}

/** The diffs of all changes of a plan, by path. */
export function diffsOf({ changes }: Plan): Map<string, string> {
  return new Map(changes.map((change) => [change.path, diffOf(change)]));
}
