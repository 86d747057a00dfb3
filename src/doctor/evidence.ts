import type { Trace } from '../express-app/follow.ts';
import type { Layer } from '../express-app/layers.ts';
import type { ExpressApp, SessionModel } from '../express-app/model.ts';
import type { Project } from '../express-app/project.ts';

/** What was read, or why it was not. */
export type Looked<T> = { value: T } | { reason: string };

/** All that the checks judge by. */
export interface Evidence {
  source: SourceEvidence;
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
