import type { Step } from '../toolchain/step.ts';
import { shellCommand } from './shell.ts';

export interface Done {
  /** As the user gave it. */
  directory: string;
  /** `npm run`, `pnpm`, … */
  run: string;
  install: string;
  steps: readonly Step[];
  secretSource: 'generate' | 'env' | 'file' | 'supply';
  secretFile: string;
}

/** What to type next, one command after the other. */
export function nextSteps(done: Done): string[] {
  const { directory, run, install, steps, secretSource, secretFile } = done;
  const installed = steps.some(({ name, status }) => name === 'install' && status === 'done');
  const commands = goTo(directory);
  if (!installed) commands.push(install);
  if (secretSource === 'env') commands.push('export SESSION_SECRET="$(openssl rand -base64 32)"');
  if (secretSource === 'file') {
    commands.push(`openssl rand -base64 32 > ${shellCommand([secretFile])}  # unless it is there`);
  }
  commands.push(`${run} dev`);
  return commands;
}

function goTo(directory: string): string[] {
  if (directory === '.') return [];
  return [shellCommand(['cd', directory.startsWith('-') ? `./${directory}` : directory])];
}

export interface DoneForApp {
  /** As the user gave it. */
  directory: string;
  /** Files with conflicts that were left to the owner. */
  unresolved: readonly string[];
  /** The command that is run again then. */
  regenerate: string;
  install: string;
  isInstalled: boolean;
  /** Of the package manager that was used before. */
  oldLockFile: string | undefined;
  secretSource: Done['secretSource'];
  secretFile: string;
  /** The secret source that was used before. */
  movedFrom: Done['secretSource'] | undefined;
  /** Whether `.env` held a session secret. */
  hasOldSecret: boolean;
  /** Whether git shows what was changed. */
  hasDiff: boolean;
}

/** What is left to do after an app was regenerated; what is no command is a comment. */
export function nextStepsForApp(done: DoneForApp): string[] {
  const { directory, unresolved, regenerate, install, isInstalled, oldLockFile, hasDiff } = done;
  const steps: string[] = [];
  if (unresolved.length > 0) {
    steps.push(`# resolve the conflicts in ${unresolved.join(', ')}, then: ${regenerate}`);
  }
  if (oldLockFile !== undefined) steps.push(`rm ${oldLockFile}`);
  if (!isInstalled) steps.push(install);
  steps.push(...secretSteps(done));
  // Not the records, which nobody can read.
  if (hasDiff) steps.push("git diff -- ':!.create-mongo-session-app'");
  return steps.length > 0 ? [...goTo(directory), ...steps] : [];
}

function secretSteps({ secretSource, secretFile, movedFrom, hasOldSecret }: DoneForApp): string[] {
  if (movedFrom === undefined) return [];
  const isMoved = hasOldSecret && (secretSource === 'file' || secretSource === 'env');
  const place = secretSource === 'file' ? secretFile : 'SESSION_SECRET';
  const old = `# .env keeps the old secret as a comment: put it into ${place} and nobody is signed out; then delete that line`;
  const fresh = {
    env: 'export SESSION_SECRET="$(openssl rand -base64 32)"',
    file: `openssl rand -base64 32 > ${shellCommand([secretFile])}  # unless it is there`,
    generate: undefined,
    supply: undefined,
  }[secretSource];
  if (isMoved) return [old];
  return fresh === undefined ? [] : [fresh];
}
