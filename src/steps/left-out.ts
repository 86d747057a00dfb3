import { STATE_DIRECTORY } from '../project/layout.ts';
import type { Place } from '../project/place.ts';
import { shellCommand } from '../terminal/shell.ts';
import type { Run } from './run.ts';

/** Says so when the repository around an app, or its user, leaves out what others need of it. */
export async function warnAboutLeftOut(
  { real }: Place,
  paths: readonly string[],
  { terminal, signal }: Pick<Run, 'terminal' | 'signal'>,
) {
  const { ignoredAround } = await import('../toolchain/git.ts');
  const ignored = await ignoredAround(real, paths, STATE_DIRECTORY, signal);
  if (ignored.length === 0) return;
  const isRecord = (path: string) => path.startsWith(`${STATE_DIRECTORY}/`);
  const names = [...new Set(ignored.map((path) => (isRecord(path) ? STATE_DIRECTORY : path)))];
  terminal.warn(
    `git ignores here what the app needs: ${names.join(', ')}. Add it all the same: git add --force ${shellCommand(names)}`,
  );
}
