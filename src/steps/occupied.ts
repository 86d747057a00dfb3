import type { FileTree } from '../file-tree.ts';
import { type Plan, refusals } from '../plan/plan.ts';
import { planCreate } from '../plan/plan-create.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Mode, Run } from './run.ts';

/** Where files are in the way and there is somebody to ask, asks whether they may be replaced. */
export async function settleOccupied(
  plan: Plan,
  { tree, snapshot }: { tree: FileTree; snapshot: Snapshot },
  { interactive, mode }: { interactive: boolean; mode: Mode },
  { terminal, signal }: Pick<Run, 'terminal' | 'signal'>,
): Promise<Plan> {
  const refused = refusals(plan);
  const replaceable = refused.every(({ before }) => before.type === 'file');
  if (refused.length === 0 || !replaceable || !interactive || mode !== 'write') return plan;
  terminal.say(`In the way: ${refused.map(({ path }) => path).join(', ')}`);
  const { confirmOverwrite } = await import('../choices/prompts.ts');
  const overwrite = await confirmOverwrite(refused.length, signal);
  return overwrite ? planCreate(tree, snapshot, true) : plan;
}
