import type { SourceEvidence } from './evidence.ts';

/** Whether express-session alone makes `req.session`: what is true of it is not of others. */
export function usesExpressSession({ sessions, allSessions }: SourceEvidence): boolean {
  return sessions.length > 0 && sessions.length === allSessions.length;
}
