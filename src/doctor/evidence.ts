import type { Trace } from '../express-app/follow.ts';
import type { Layer } from '../express-app/layers.ts';
import type { ExpressApp, SessionModel } from '../express-app/model.ts';
import type { Project } from '../express-app/project.ts';
import type { Answer } from '../toolchain/ask-app.ts';
import type { DatabaseAnswer } from '../toolchain/ask-database.ts';

/** What was read, or why it was not. */
export type Looked<T> = { value: T } | { reason: string };

/** All that the checks judge by. No secret is in it, nor a part of one. */
export interface Evidence {
  source: SourceEvidence;
  configuration: Looked<Configuration>;
  dependencies: Dependencies;
  database: Looked<DatabaseFacts>;
  http: Looked<HttpFacts>;
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

/** What the running app has answered. */
export interface HttpFacts {
  /** Without its query. */
  url: string;
  isHttps: boolean;
  isLoopback: boolean;
  /** Why nothing was heard. */
  silence: string | undefined;
  /** To somebody who brings no cookie. */
  first: Answer | undefined;
  /** What the session's cookie may be called, by the source. */
  names: readonly string[];
  /** To somebody with an id that was made up. */
  adopted: readonly { answer: Answer; id: string }[];
  /** To paths that are not there, or none at all. */
  troubled: readonly Answer[];
  /** To a page of another origin. */
  shared: readonly Answer[];
  foreign: string;
  /** Over plain HTTP, of an app that is asked over HTTPS. */
  plain: Answer | undefined;
  asksPlain: boolean;
}

/** What the database says, and what the store means. */
export interface DatabaseFacts {
  collection: string;
  expiryField: string;
  /** The seconds of the index that the store makes; undefined where it removes by itself what is over. */
  ttl: number | undefined;
  created: 'accounts' | 'plain' | undefined;
  answer: DatabaseAnswer | { error: string };
  /** What the URI is called: a variable, a flag, or where it is written. */
  uriKey: string;
  now: Date;
}
