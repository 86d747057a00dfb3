import { CommandError, EXIT } from '../errors.ts';

/** Undoes what a crashed run has left; a preview only says that there is something. */
export async function clearLeftOver(directory: string, preview: boolean) {
  const { hasLeftOver, recover } = await import('../apply/journal.ts');
  if (!preview) {
    await recover(directory);
    return;
  }
  if (!(await hasLeftOver(directory))) return;
  const message =
    'A run that crashed has left something here. Run this without --dry-run, --diff and --check: it is undone first.';
  throw new CommandError(EXIT.refused, { code: 'left-over', message });
}
