import { EDITS_OF_SETTINGS } from './edits-of-settings.ts';
import { EDITS_OF_SOURCES } from './edits-of-sources.ts';
import type { OwnedApp } from './owned-app.ts';

/** What an owner does to an app between two versions of ours. */
export interface Edit {
  what: string;
  make(app: OwnedApp): void;
  /** The files that are moved before, from where to where. */
  moves?(app: OwnedApp): [from: string, to: string][];
  /** Where it can be done; everywhere when not given. */
  fits?(app: OwnedApp): boolean;
  /** Answers that change in the same run of `regenerate`. */
  answers?: readonly string[];
  /** It stands apart from what we changed: no conflict, and the app still works. */
  apart?: boolean;
  /** How what both sides changed is resolved; `inline` when not given. */
  conflict?: 'ours';
  /** It goes with no other edit. */
  alone?: boolean;
}

export const EDITS: readonly Edit[] = [...EDITS_OF_SOURCES, ...EDITS_OF_SETTINGS];
