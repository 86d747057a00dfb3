import type { ProblemCode } from '../errors.ts';
import type { At, ExpressApp } from './model.ts';

/** What is to be done with somebody's app so that its sessions are kept in MongoDB. */
export type Verdict = Edited | Nothing | Refused;

export interface Edited {
  kind: 'edited';
  model: ExpressApp;
  /** The owner's file, before and after. */
  path: string;
  before: string;
  after: string;
  at: At;
  /** What happens to it, in words for the plan. */
  reason: string;
  /** Whether the whole middleware is new, or only the store of theirs. */
  how: 'middleware' | 'store';
  files: NewFiles;
  warnings: readonly string[];
}

/** Where the new files go, and how they are written. */
export interface NewFiles {
  folder: string;
  /** Of the file that the owner's imports. */
  index: string;
  language: 'typescript' | 'javascript';
  /** How one file of a TypeScript project names another. */
  ending: '' | '.js' | '.ts';
}

export interface Nothing {
  kind: 'nothing';
  reason: string;
  at?: At;
}

export interface Refused {
  kind: 'refused';
  refusals: readonly Refusal[];
}

/** Why we leave an app alone. */
export interface Refusal {
  code: ProblemCode;
  message: string;
  at?: { file: string; line?: number };
  /** What its owner can write themselves. */
  lines?: readonly string[];
}

export function refuse(
  code: ProblemCode,
  message: string,
  at?: Refusal['at'],
  lines?: readonly string[],
): Refused {
  return {
    kind: 'refused',
    refusals: [{ code, message, ...(at && { at }), ...(lines && { lines }) }],
  };
}
