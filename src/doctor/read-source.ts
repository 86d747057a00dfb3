import { findApp } from '../express-app/find-app.ts';
import type { Parsed } from '../express-app/imports.ts';
import { pipelineOf } from '../express-app/layers.ts';
import type { Project } from '../express-app/project.ts';
import type { Refused } from '../express-app/verdict.ts';
import type { SourceEvidence } from './evidence.ts';

/** What production gets counts: whatever depends on the mode is followed that way. */
const PRODUCTION = new Map([['NODE_ENV', 'production']]);

/** Reads an app as production runs it, from its start to what its routes do with a request. */
export function readSource(project: Project, entry: string | undefined): SourceEvidence | Refused {
  const parsed: Parsed = new Map();
  const inProduction = { ...project, assumed: PRODUCTION };
  const found = findApp(inProduction, entry, parsed);
  if (found.kind !== 'found') return found;
  const { model, trace } = found;
  const { layers, sessions } = pipelineOf(model, trace);
  return {
    project: inProduction,
    model,
    layers,
    sessions: sessions.filter((one) => one.package === 'express-session'),
    allSessions: sessions,
    trace,
  };
}
