import type { Request, RequestHandler, Response } from 'express';
import { within } from './database.ts';
import type { SessionStore } from './session/store.ts';

/** Tells whoever restarts the process that it runs. */
export function livez(_req: Request, res: Response) {
  res.json({ ok: true });
}

/** Tells load balancers whether to send requests here. `stopping` says no before the app ends. */
export function readyz(store: SessionStore, stopping: AbortSignal): RequestHandler {
  return async (_req, res) => {
    const ready = !stopping.aborted && (await answers(store));
    if (!ready) return res.status(503).set('Retry-After', '5').json({ ok: false });
    const missing = store.missingIndexes;
    res.json(missing.length > 0 ? { ok: true, missing } : { ok: true });
  };
}

async function answers(store: SessionStore): Promise<boolean> {
  try {
    await within(store.db.command({ ping: 1 }));
    return true;
  } catch {
    return false;
  }
}
