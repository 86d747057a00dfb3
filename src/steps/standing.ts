import type { Choices } from '../choices/table.ts';
import type { Place } from '../project/place.ts';
import { reasonsOfLeaving, type Standing } from '../standing.ts';
import { readStanding } from '../toolchain/standing.ts';
import type { Run } from './run.ts';

/** Sees where an app stands, and says which of the wanted files cannot work there. */
export async function seeStanding(
  { real }: Place,
  choices: Choices,
  { isNew }: { isNew: boolean },
  { surroundings, terminal, signal }: Pick<Run, 'surroundings' | 'terminal' | 'signal'>,
): Promise<Standing> {
  const { packageManager } = choices;
  const { environment } = surroundings;
  const question = { directory: real, packageManager, environment, isNew };
  const standing = await readStanding(question, signal);
  for (const line of reasonsOfLeaving(choices, standing)) terminal.say(line);
  if (isNew && packageManager === 'pnpm' && standing.workspace !== undefined) {
    terminal.say(
      `pnpm will ask about esbuild's script, which is not needed: add "allowBuilds: { esbuild: false }" to ${standing.workspace}/pnpm-workspace.yaml.`,
    );
  }
  return standing;
}
