import { CommandError, EXIT, problemsAsSaid, Refusal, refuse } from '../errors.ts';
import type { Base } from '../plan/plan.ts';
import {
  type Change,
  conflicts,
  isDrift,
  leftConflicts,
  type Plan,
  refusals,
} from '../plan/plan.ts';
import type { Place } from '../project/place.ts';
import { type Recorded, type Rotation, refuseForeignState } from '../project/recorded.ts';
import { type Entry, takeSnapshot } from '../project/snapshot.ts';
import { showDiffs, showPlan } from '../terminal/preview.ts';
import type { Mode, Outcome, Preview, Run } from './run.ts';

/**
 * Undoes what a crashed run has left. A preview only says that there is something.
 *
 * @throws Refusal when something else stands where this tool keeps its records
 */
export async function clearLeftOver(
  { real }: Place,
  mode: Mode,
  { terminal }: Pick<Run, 'terminal'>,
) {
  refuseForeignState(real);
  const { hasLeftOver, recover } = await import('../apply/journal.ts');
  if (mode === 'write') {
    if (await recover(real))
      terminal.say('A run that crashed had left something: it is taken back.');
    return;
  }
  if (!hasLeftOver(real)) return;
  const message =
    'a run that crashed has left something here. Run this without --dry-run, --diff and --check: it is undone first.';
  throw refuse('left-over', message);
}

/** Shows what a plan would do. @param repeat the command that does it, when it needs no secret */
export async function previewed(
  plan: Plan,
  place: Place,
  mode: Preview,
  repeat: string | undefined,
  { terminal }: Pick<Run, 'terminal'>,
): Promise<Outcome> {
  const diffs = mode.contents ? (await import('../terminal/diff.ts')).diffsOf(plan) : undefined;
  showPlan(plan, terminal, { askedFor: true });
  if (diffs) showDiffs(diffs, terminal);
  const facts = { diffs, ...(repeat !== undefined && { repeat }) };
  if (mode.check && drifts(plan)) return { exitCode: EXIT.found, facts };
  const refusal = refusalOf(plan, place);
  if (refusal) {
    const problems = problemsAsSaid(refusal, true);
    return { exitCode: refusal.exitCode, facts: { ...facts, problems } };
  }
  const problems = leftConflicts(plan);
  return {
    exitCode: problems.length > 0 ? EXIT.conflict : EXIT.done,
    facts: { ...facts, problems },
  };
}

/** What a plan is carried out with. */
export interface Work {
  place: Place;
  /** What is recorded beside the plan's files; all of it, where the plan renders none. */
  origin: { choices: object; secret?: Rotation | undefined } | Recorded;
  /** The state file that the plan was made from. */
  stateFile: Entry;
  /** What we rendered last: an edit against it that is in no commit is refused. Undefined: none is. */
  guarded?: ReadonlyMap<string, Base> | undefined;
  /** Whether the changes are listed before they are made. */
  isListed: boolean;
}

/**
 * Carries out a plan, all or nothing.
 *
 * @throws Refusal when it holds a conflict, or something in the way, or what it found is no longer so
 * @throws Interrupted
 */
export async function carryOut(plan: Plan, work: Work, run: Run) {
  const { place, stateFile, guarded, isListed } = work;
  const refusal = refusalOf(plan, place);
  if (refusal) throw refusal;
  if (guarded) {
    const { refuseUncommitted } = await import('./uncommitted.ts');
    await refuseUncommitted(plan, guarded, place, run);
  }
  if (isListed) showPlan(plan, run.terminal, { askedFor: false });
  const { apply } = await import('../apply/apply.ts');
  const choices = { ...work.origin.choices };
  const origin = { version: run.surroundings.version, ...work.origin, choices };
  await apply({ directory: place.real, plan, origin, state: stateFile, signal: run.signal });
  // A signal of the meantime arrives when the event loop polls, and that is before the second turn for sure.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Whether there is something to do, or to ask. */
function drifts({ changes }: Plan): boolean {
  return changes.some(isDrift);
}

function refusalOf(plan: Plan, place: Place): CommandError | undefined {
  const inTheWay = refusals(plan);
  if (inTheWay.length > 0) return inTheWayRefusal(inTheWay);
  const open = conflicts(plan);
  if (open.length === 0) return occupied(place, plan);
  const message =
    'Nothing was written. Decide with --conflict inline, ours or theirs, or at a terminal.';
  const problems = open.map(({ path, reason }) => {
    return { code: 'conflict', message: `${path}: ${reason}.`, file: path } as const;
  });
  return new CommandError(EXIT.conflict, ...problems, { code: 'conflict', message });
}

function inTheWayRefusal(changes: readonly Change[]): Refusal {
  const hint = changes.every(({ before }) => before.type === 'file')
    ? 'Choose another directory, move them, or give --overwrite.'
    : 'Choose another directory, or move them.';
  const problems = changes.map(({ path, reason }) => {
    return { code: 'occupied', message: `${path}: ${reason}`, file: path } as const;
  });
  const message = `something is in the way. ${hint}`;
  return new Refusal(EXIT.refused, { code: 'occupied', message }, ...problems);
}

/** What is offered beside a file must not take the place of another. */
function occupied({ real }: Place, { changes }: Plan): Refusal | undefined {
  const beside = changes.filter(({ path, action }) => action === 'create' && path.endsWith('.new'));
  const paths = beside.map(({ path }) => path);
  const [path] = [...takeSnapshot(real, paths)].find(([, { type }]) => type !== 'absent') ?? [];
  if (path === undefined) return undefined;
  const message = `${path} is in the way of what is offered for the file beside it. Move it.`;
  return refuse('occupied', message, path);
}
