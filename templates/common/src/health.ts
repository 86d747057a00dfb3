import { type Request, type Response, Router } from 'express';
import { within } from './session/connection.ts';
import type { SessionStore } from './session/store.ts';

/** Answers for load balancers and orchestrators. `stopping` turns readiness off before the app ends. */
export function health(store: SessionStore, stopping: AbortSignal): Router {
  const router = Router();

  router.get('/livez', (_req: Request, res: Response) => {
    res.json({ ok: true });
  });

  router.get('/readyz', async (_req: Request, res: Response) => {
    const ready = !stopping.aborted && (await answers(store));
    if (!ready) return res.status(503).set('Retry-After', '5').json({ ok: false });
    const missing = store.missingIndexes;
    res.json(missing.length > 0 ? { ok: true, missing } : { ok: true });
  });

  return router;
}

async function answers(store: SessionStore): Promise<boolean> {
  try {
    await within(store.db.command({ ping: 1 }));
    return true;
  } catch {
    return false;
  }
}
