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
  const commands: string[] = [];
  if (directory !== '.')
    commands.push(shellCommand(['cd', directory.startsWith('-') ? `./${directory}` : directory]));
  if (!installed) commands.push(install);
  if (secretSource === 'env') commands.push('export SESSION_SECRET="$(openssl rand -base64 32)"');
  if (secretSource === 'file') {
    commands.push(`openssl rand -base64 32 > ${shellCommand([secretFile])}  # unless it is there`);
  }
  commands.push(`${run} dev`);
  return commands;
}
