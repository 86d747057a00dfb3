import { refuse } from '../errors.ts';
import { normalize } from '../plan/merge-text.ts';
import { type Base, isDrift, type Plan } from '../plan/plan.ts';
import type { Place } from '../project/place.ts';
import { uncommitted } from '../toolchain/git.ts';
import type { Run } from './run.ts';

/**
 * An edit that is in no commit exists nowhere else: what it is merged into may not be what its owner wants.
 *
 * @param bases what we rendered last, which is no edit
 * @throws Refusal that names the files
 */
export async function refuseUncommitted(
  { changes }: Plan,
  bases: ReadonlyMap<string, Base>,
  { real }: Place,
  { signal }: Pick<Run, 'signal'>,
) {
  const edited = changes.filter((change) => {
    const { path, renderedAt = path, before } = change;
    if (!isDrift(change) || before.type !== 'file' || path === '.env') return false;
    return before.text === undefined || normalize(before.text) !== bases.get(renderedAt)?.content;
  });
  const candidates = edited.map(({ path }) => path);
  const paths = await uncommitted(real, candidates, signal);
  if (paths.length === 0) return;
  const message = `your changes to ${paths.join(', ')} are in no commit. Commit them, or give --force.`;
  throw refuse('uncommitted', message);
}
