import type { Trace } from '../express-app/follow.ts';
import type { Layer } from '../express-app/layers.ts';
import type { ExpressApp, SessionModel } from '../express-app/model.ts';
import type { Project } from '../express-app/project.ts';

/** What was read, or why it was not. */
export type Looked<T> = { value: T } | { reason: string };

/** All that the checks judge by. No secret is in it, nor a part of one. */
export interface Evidence {
  source: SourceEvidence;
  configuration: Looked<Configuration>;
  dependencies: Dependencies;
}

/** The app as production runs it. */
export interface SourceEvidence {
  project: Project;
  model: ExpressApp;
  layers: readonly Layer[];
  /** The sessions of express-session. */
  sessions: readonly SessionModel[];
  /** And those of other packages. */
  allSessions: readonly SessionModel[];
  trace: Trace;
}

/** What is true of the file that the variables are in. */
export interface Configuration {
  path: string;
  isTracked: boolean;
  /** By other users of this machine; undefined where that is no question of modes. */
  isReadableByOthers: boolean | undefined;
  keys: readonly string[];
  /** The variables that sessions are signed with, as far as they are set. */
  secrets: readonly SecretFacts[];
  /** Set both to something: the secret, and a file of it. */
  hasTwoSources: boolean;
  uri: UriFacts | undefined;
  /** Nothing in the source or the scripts loads it. */
  isLoadedByNobody: boolean;
}

export interface SecretFacts {
  key: string;
  bytes: number;
  isPlaceholder: boolean;
  /** The example that has the very same one. */
  example: string | undefined;
}

export interface UriFacts {
  key: string;
  /** Why no driver can take it. */
  fault: string | undefined;
  namesDatabase: boolean;
}

export interface Dependencies {
  /** What package.json asks for, by name. */
  ranges: Readonly<Record<string, string>>;
  /** The versions that are installed or locked, by name. */
  versions: ReadonlyMap<string, string>;
  /** What an installed package asks of another, by their names: `connect-mongo > mongodb`. */
  wants: ReadonlyMap<string, string>;
  /** The drivers that stores have brought for themselves: the version, by the store's name. */
  ownDrivers: ReadonlyMap<string, string>;
}
