import { select } from '@inquirer/prompts';
import { CommandError, EXIT } from '../errors.ts';
import type { Change, Resolution } from '../plan/plan.ts';
import { diffOf } from '../terminal/diff.ts';
import type { Run } from './run.ts';

/** Asks about each conflict, on stderr. @throws CommandError (exit 4) when somebody wants to stop */
export async function askAboutConflicts(
  conflicts: readonly Change[],
  run: Pick<Run, 'terminal' | 'signal'>,
): Promise<Map<string, Resolution>> {
  const resolutions = new Map<string, Resolution>();
  for (const change of conflicts) resolutions.set(change.path, await ask(change, run));
  return resolutions;
}

async function ask(change: Change, run: Pick<Run, 'terminal' | 'signal'>): Promise<Resolution> {
  const { path, reason } = change;
  const answer = await select(
    {
      message: `${path}: ${reason}. What shall stand there?`,
      choices: [
        { value: 'diff' as const, name: 'show the difference' },
        { value: 'ours' as const, name: 'mine, where both changed it' },
        { value: 'theirs' as const, name: 'the new one, where both changed it' },
        { value: 'inline' as const, name: 'both, for me to resolve later' },
        { value: 'stop' as const, name: 'stop, and write nothing' },
      ],
    },
    { output: process.stderr, signal: run.signal },
  );
  if (answer === 'diff') {
    run.terminal.say(diffOf(change));
    return ask(change, run);
  }
  if (answer !== 'stop') return answer;
  const message = 'Nothing was written, as you wished.';
  throw new CommandError(EXIT.conflict, { code: 'conflict', message });
}
