import { EXIT, type Problem, Refusal } from '../errors.ts';
import { holdsMarkers } from '../plan/merge-text.ts';
import { conflicts, type Plan, type Resolution } from '../plan/plan.ts';
import { planRegenerate, type Regeneration } from '../plan/plan-regenerate.ts';
import type { App } from '../project/app.ts';
import { takeSnapshot } from '../project/snapshot.ts';
import type { Mode, Run } from './run.ts';
import { refuseUncommitted } from './uncommitted.ts';

/**
 * While a conflict of an earlier run is unresolved, another merge would only bury it.
 *
 * @throws Refusal (exit 4) that names the files
 */
export function refuseStandingConflicts({ place, recorded }: App) {
  const pending = Object.entries(recorded?.files ?? {}).flatMap(([path, { status, at = path }]) =>
    status === 'pending' ? [at] : [],
  );
  const paths = pending.flatMap((path) => [path, `${path}.new`]);
  const snapshot = takeSnapshot(place.real, paths);
  const problems = pending.flatMap((path): Problem[] => {
    const entry = snapshot.get(path);
    if (snapshot.get(`${path}.new`)?.type === 'file') {
      const message = `${path}.new waits for you. Take from it what you need for ${path}, then delete it.`;
      return [{ code: 'conflict', message, file: `${path}.new` }];
    }
    if (entry?.type !== 'file' || !holdsMarkers(entry.text ?? '')) return [];
    const message = `${path} holds conflicts of an earlier run. Resolve them: look for <<<<<<<.`;
    return [{ code: 'conflict', message, file: path }];
  });
  if (problems.length > 0) throw new Refusal(EXIT.conflict, ...problems);
}

export interface ConflictOptions {
  mode: Mode;
  interactive: boolean;
  /** Undefined: each conflict is asked about where there is somebody to ask, and ends the command elsewhere. */
  conflict: Resolution | undefined;
  /** Writes to files whose last edits are in no commit. */
  force: boolean;
}

/** Where there is somebody to ask, asks about each conflict, and plans again with the answers. */
export async function settleConflicts(
  plan: Plan,
  app: App,
  offer: Regeneration,
  { mode, interactive, conflict, force }: ConflictOptions,
  run: Run,
): Promise<Plan> {
  const open = conflicts(plan);
  const asks = interactive && mode === 'write' && conflict === undefined;
  if (open.length === 0 || !asks) return plan;
  // Nobody answers questions to be refused afterwards.
  if (!force) await refuseUncommitted(plan, offer.bases, app.place, run);
  const { askAboutConflicts, askWhereFilesWent } = await import('./ask-about-conflicts.ts');
  const whereabouts = await askWhereFilesWent(open, offer.whereabouts, run);
  const resolutions = await askAboutConflicts(
    conflicts(planRegenerate({ ...offer, whereabouts })),
    run,
  );
  const resolutionOf = (path: string) => resolutions.get(path) ?? 'abort';
  return planRegenerate({ ...offer, whereabouts, resolutionOf });
}
