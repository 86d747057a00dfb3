import { databaseName } from '../choices/app-name.ts';
import type { Decision } from '../choices/decide.ts';
import { CommandError, EXIT, type ExitCode, type Problem } from '../errors.ts';
import type { FileTree } from '../file-tree.ts';
import { installCommand, PACKAGE_MANAGERS, type PackageManagerName } from '../package-managers.ts';
import { STATE_DIRECTORY } from '../project/layout.ts';
import { shellCommand } from '../terminal/shell.ts';
import { install } from '../toolchain/package-manager.ts';
import { type Step, skipped } from '../toolchain/step.ts';
import { type Setting, surroundingsOf } from './setting.ts';

/** Install, git, database: each says what came of it, and the files stay whatever that is. */
export async function finish(
  directory: string,
  tree: FileTree,
  decision: Decision,
  setting: Setting,
): Promise<Step[]> {
  const { steps: wanted, choices, secrets } = decision;
  const { terminal, signal } = setting;
  const steps: Step[] = [];
  const skip = (name: Step['name'], detail: string) => {
    steps.push(skipped(name, detail));
  };
  const { packageManager } = choices;

  if (!wanted.install) skip('install', 'as asked');
  else steps.push(await installDependencies(directory, packageManager, setting));
  const installed = steps[0]?.status === 'done';

  const git = signal.aborted ? undefined : await import('../toolchain/git.ts');
  if (!wanted.git) skip('git', 'as asked');
  else if (git) {
    const { lockFile } = PACKAGE_MANAGERS[packageManager];
    steps.push(
      await git.startRepository(directory, [...tree.keys(), lockFile, STATE_DIRECTORY], signal),
    );
  }
  if (git && (await git.exposesEnvFile(directory, signal))) {
    terminal.warn(
      '.env holds secrets, and git does not ignore it here. Add a line ".env" to .gitignore.',
    );
  }

  if (!wanted.checkDatabase) skip('database', 'as asked');
  else if (!installed) skip('database', 'the dependencies are not installed');
  else if (!signal.aborted) {
    const { checkDatabase } = await import('../toolchain/database.ts');
    const check = {
      directory,
      uri: secrets.mongoUri.secret,
      shownUri: secrets.mongoUri.redacted,
      hosts: secrets.mongoUri.hosts,
      database: databaseName(choices.name),
      collection: choices.collection,
      devCommand: choices.devDatabase ? `${PACKAGE_MANAGERS[packageManager].run} dev` : undefined,
    };
    steps.push(
      await terminal.progress('Looking for the database', () => checkDatabase(check, signal)),
    );
  }
  return steps;
}

/** Installs, and shows that it goes on. */
export function installDependencies(
  directory: string,
  packageManager: PackageManagerName,
  { terminal, signal }: Setting,
): Promise<Step> {
  const label = `Installing the dependencies with ${packageManager}`;
  return terminal.progress(label, (onSilence) =>
    install(directory, packageManager, signal, onSilence),
  );
}

/** The result, and what to type next. */
export async function tellWhatIsNext(decision: Decision, setting: Setting): Promise<ExitCode> {
  const { directory, choices, steps: wanted, secrets } = decision;
  const { report, terminal, signal } = setting;
  const { nextSteps } = await import('../terminal/next-steps.ts');
  const { repeatArguments } = await import('../choices/repeat.ts');
  const { execute } = PACKAGE_MANAGERS[choices.packageManager];
  const { words, variables } = repeatArguments(
    { directory, choices, steps: wanted, mongoUri: secrets.mongoUri },
    surroundingsOf(setting),
  );
  report.repeat = `${execute} ${shellCommand(['create-mongo-session-app', ...words])}`;
  report.nextSteps = nextSteps({
    directory,
    run: PACKAGE_MANAGERS[choices.packageManager].run,
    install: installCommand(choices.packageManager),
    steps: report.steps,
    secretSource: choices.secretSource,
    secretFile: choices.secretFile,
  });
  const { showOutcome } = await import('../terminal/outcome.ts');
  showOutcome(report, variables, terminal);
  if (signal.aborted)
    throw new CommandError(signal.reason.exitCode, {
      code: 'interrupted',
      message: INTERRUPTED_LATE,
    });
  for (const step of report.steps) {
    if (failsTheCommand(step)) report.problems.push(problemOf(step));
  }
  return report.problems.length > 0 ? EXIT.unfinished : EXIT.done;
}

const INTERRUPTED_LATE =
  'Interrupted after the files were written: they stay, and the commands above finish the job.';

/** What is left to do by hand after a step that failed. */
export function problemOf({ name, detail, remedy }: Step): Problem {
  const code = name === 'git' ? 'git-failed' : 'install-failed';
  return { code, message: `The files are written, but ${detail}. Finish with: ${remedy}` };
}

/** A database that is away is no failure: the app copes with it, and so does this command. */
function failsTheCommand({ name, status }: Step): boolean {
  return status === 'failed' && name !== 'database';
}
