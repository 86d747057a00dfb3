import { select } from '@inquirer/prompts';
import { CommandError, EXIT } from '../errors.ts';
import type { Change, Resolution } from '../plan/plan.ts';
import type { Whereabouts } from '../plan/whereabouts.ts';
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

/** Asks which of the files that are like one of ours it is now, or whether it was deleted. */
export async function askWhereFilesWent(
  conflicts: readonly Change[],
  { moved, doubtful, deleted }: Whereabouts,
  { signal }: Pick<Run, 'signal'>,
): Promise<Whereabouts> {
  const [nowMoved, open, nowDeleted] = [new Map(moved), new Map(doubtful), new Set(deleted)];
  for (const { path } of conflicts) {
    const free = open.get(path)?.filter((one) => ![...nowMoved.values()].includes(one));
    if (!free) continue;
    const to = await select(
      {
        message: `${path} is gone, and we changed it. Where is it?`,
        choices: [
          ...free.map((candidate) => ({ value: candidate, name: `it is ${candidate} now` })),
          { value: '', name: 'nowhere, it was deleted' },
        ],
      },
      { output: process.stderr, signal },
    );
    open.delete(path);
    if (to === '') nowDeleted.add(path);
    else nowMoved.set(path, to);
  }
  return { moved: nowMoved, doubtful: open, deleted: nowDeleted };
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
