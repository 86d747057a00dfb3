import type { Source } from './source.ts';
import type { Circumstances, Occurrence } from './trace.ts';
import type { ExpressObject, External, Value } from './values.ts';

/** A place in the source; lines and columns count from 1. */
export interface At {
  file: string;
  line: number;
  column: number;
}

/** What somebody's Express app is, as far as its source says it. */
export interface ExpressApp {
  entry: string;
  app: AppModel;
  /** All apps that the entry reaches, mounted ones too. */
  apps: readonly AppModel[];
  sessions: readonly SessionModel[];
  environment: EnvironmentModel;
  /** The files that the entry reaches. */
  sources: ReadonlyMap<string, Source>;
}

export interface AppModel {
  on: ExpressObject;
  at: At;
  created: Circumstances;
  /** It answers requests itself, or is exported for something that does. */
  isListening: boolean;
  isMounted: boolean;
  /** What is set up on it, in the order in which that happens. */
  steps: readonly Step[];
}

export type StepKind =
  | 'setting'
  | 'middleware'
  | 'static'
  | 'route'
  | 'mounted'
  | 'served'
  | 'listen'
  | 'passed';

export interface Step {
  kind: StepKind;
  at: At;
  /** The method of the app; undefined where that is computed. */
  name: string | undefined;
  /** The first argument, where that is no handler: a path, or a setting's name. */
  path: Value | undefined;
  handlers: readonly Handler[];
  occurrence: Occurrence;
}

/** A middleware, or what a route calls. */
export interface Handler {
  value: Value;
  /** Where it reads or writes `req.session`. */
  sessionUses: readonly At[];
  /** It is nothing without a session: flash, a signed-in user, a form's token. */
  needsSession: boolean;
  /** It answers, and calls nothing that comes after it. */
  isLast: boolean;
  takesErrors: boolean;
}

/** A call that makes a session middleware. */
export interface SessionModel {
  package: string;
  at: At;
  call: External;
  options: Value | undefined;
  store: Value | undefined;
  /** The options as they are when the middleware is made: what is changed later counts for its cookie alone. */
  settled: Value | undefined;
}

export interface EnvironmentModel {
  loads: readonly { at: At; how: string; args: readonly Value[] }[];
  reads: readonly { at: At; name: string }[];
  /** Where the owner's own code connects to MongoDB, and the variable that the URI comes from, if that is certain. */
  connections: readonly { at: At; variable: string | undefined }[];
}
