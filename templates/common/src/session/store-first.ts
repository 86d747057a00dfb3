import type { NextFunction, Request, Response } from 'express';

const METHODS = ['writeHead', 'flushHeaders', 'write', 'end'] as const;

/**
 * Stores a session that has changed before the first byte of the response leaves: a browser follows a redirect as soon
 * as it has the headers, and must find the new session, whereas express-session stores it when the response ends. What
 * is written meanwhile waits. Keys that JSON cannot carry are dropped, and told: express-session would throw at the
 * response's end, after it has marked it as ended.
 */
export function storeFirst(req: Request, res: Response, next: NextFunction) {
  const before = JSON.stringify({ ...req.session, cookie: undefined });
  const waiting: (() => unknown)[] = [];
  let state: 'untouched' | 'storing' | 'begun' = 'untouched';

  /** The response stands: the error is for the log. */
  const tell = (error: unknown) => res.once('close', () => next(error));

  const begin = () => {
    state = 'begun';
    const results = waiting.splice(0).map((call) => call());
    return results.at(-1);
  };
  const resume = (error?: unknown) => {
    if (error) tell(error);
    begin();
    // Whoever was told that the response is full goes on.
    if (!res.writableEnded && !res.writableNeedDrain) res.emit('drain');
  };

  for (const method of METHODS) {
    const original: (...args: never[]) => unknown = res[method];
    const write = (...args: never[]) => {
      const call = () => Reflect.apply(original, res, args);
      if (state === 'storing') {
        waiting.push(call);
        return method === 'write' ? false : res;
      }
      if (state === 'untouched' || method === 'end') {
        const error = dropUnstorable(req);
        if (error && method === 'end' && !res.headersSent) return next(error);
        if (error) tell(error);
      }
      if (state === 'begun') return call();
      waiting.push(call);
      if (!hasChanged(req, before)) return begin();
      state = 'storing';
      store(req, resume);
      return method === 'write' ? false : res;
    };
    Object.assign(res, { [method]: write });
  }
}

function hasChanged({ session, sessionID }: Request, before: string): boolean {
  // Without an id it is forgotten, or a stranger's that holds nothing.
  if (sessionID === undefined) return false;
  // A route has set it to null.
  if (!session) return true;
  return JSON.stringify({ ...session, cookie: undefined }) !== before;
}

function store(req: Request, done: (error?: unknown) => void) {
  if (req.session) {
    req.session.save(done);
    return;
  }
  const { sessionID } = req;
  Object.assign(req, { sessionID: undefined });
  req.sessionStore.destroy(sessionID, done);
}

function dropUnstorable({ session }: Request): Error | undefined {
  if (!session || isStorable(session)) return undefined;
  const keys = Object.keys(session).filter((key) => !isStorable(Reflect.get(session, key)));
  for (const key of keys) Reflect.deleteProperty(session, key);
  return new Error(`the session cannot hold what is in "${keys.join('", "')}" as JSON`);
}

function isStorable(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}
