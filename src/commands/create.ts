import { type AnswerOptions, answerForNewApp } from '../steps/answers.ts';
import type { Mode, Outcome, Run } from '../steps/run.ts';

export interface CreateOptions extends AnswerOptions {
  mode: Mode;
  /** Replaces the files that are in the way. */
  overwrite: boolean;
}

/** Creates an app: from the answers to what to type next. */
export async function create(options: CreateOptions, run: Run): Promise<Outcome> {
  const decision = await answerForNewApp(options, run);
  // The first question stands there before the rest is loaded.
  const { createAsDecided } = await import('./create-as-decided.ts');
  return createAsDecided(decision, options, run);
}
