import { hash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import connectMongoDBSession from 'connect-mongodb-session';
import type { Request } from 'express';
import session, { type Session, type SessionData } from 'express-session';
import type { Collection } from 'mongodb';
import { AppError } from '../app-error.ts';
import { answer, beyondRequest, describe, MAJORITY, OPERATION_LIMIT, within } from '../database.ts';
import type { Log } from '../log.ts';
import {
  connectionOptions,
  ensureIndexes,
  type Index,
  nameOf,
  retry,
  watch,
} from './connection.ts';

declare module 'express-session' {
  interface SessionData {
    /** Milliseconds without a request after which this session ends, when it has a limit of its own. */
    idle?: number;
    /** When it ends whatever happens, when it has a limit of its own: milliseconds since 1970. */
    ends?: number;
  }
}

/** A session as it is stored. `_id` is a hash of the session id, so that a leaked backup signs nobody in. */
export interface SessionDocument {
  _id: string;
  createdAt: Date;
  lastSeenAt: Date;
  expires: Date;
  session: SessionData;
}

export interface SessionStoreOptions {
  uri: string;
  database: string;
  collection: string;
  /** How long a session lives without a request, in milliseconds, when its cookie has no lifetime of its own. */
  idle: number;
  /** How long a session lives at the most, in milliseconds. */
  absolute: number;
  log: Log;
}

/** What this process knows of a stored session since it read or wrote it. */
interface Known {
  createdAt: Date;
  lastSeenAt: Date;
  written?: string;
}

const LARGEST_SESSION = 16 * 1024;
const LONGEST_TOUCH_INTERVAL = 60_000;
const LONGEST_INDEX_PAUSE = 60_000;
/** Milliseconds in which a session that could not be stored in time is looked for. */
const SEARCH = 120_000;
const LONGEST_SEARCH_PAUSE = 15_000;

const MongoDBStore = connectMongoDBSession(session);

/** The session store of connect-mongodb-session, made to survive outages, slow requests and races. */
export class SessionStore extends MongoDBStore {
  /** The stored sessions; what is not the store's own work looks them up here. */
  readonly sessions: Collection<SessionDocument>;
  /** The indexes that the database still lacks; `/readyz` shows them. */
  missingIndexes: string[] = [];

  readonly #options: SessionStoreOptions;
  readonly #known = new WeakMap<object, Known>();
  readonly #ended = new WeakSet<object>();
  readonly #closing = new AbortController();
  #looked: Promise<unknown> = Promise.resolve();
  #reachable = true;

  constructor(options: SessionStoreOptions) {
    const { uri, database, collection } = options;
    super(
      { uri, databaseName: database, collection, connectionOptions: connectionOptions(uri) },
      // Without a callback a failed first connection is an unhandled rejection, and ends the process.
      () => {},
    );
    this.#options = options;
    // The base class emits on one emitter and the rest of the world listens on another: make them one.
    this._emitter = this;
    // Its errors hold session ids; ours come from the methods below.
    this._errorHandler = () => {};
    this.sessions = this.db.collection(collection, { readPreference: 'primary' });
    watch(
      this.client,
      () => this.#setReachable(false),
      () => this.#setReachable(true),
    );
  }

  /**
   * Connects, and creates the indexes of the sessions and the others given, trying until it is done.
   * Returns at once; `connect` and `disconnect` are emitted as the database comes and goes.
   */
  connect(others: readonly Index[] = []) {
    const { log, collection } = this.#options;
    const { signal } = this.#closing;
    const ttl = { collection, key: { expires: 1 }, options: { expireAfterSeconds: 0 } } as const;

    const connectOnce = () =>
      this.client.connect().then(
        () => true,
        (error) => {
          if (this.#reachable) log.warn(`MongoDB is not reachable yet: ${describe(error)}`);
          this.#setReachable(false);
          return false;
        },
      );
    const indexes = [ttl, ...others];
    // What is not built yet is missing: two users could register with one address.
    this.missingIndexes = indexes.map(nameOf);
    const index = async () => {
      this.missingIndexes = await ensureIndexes(this.db, indexes, log);
      return this.missingIndexes.length === 0;
    };
    this.#looked = retry(connectOnce, OPERATION_LIMIT, signal).then(
      () => signal.aborted || index(),
    );
    this.#looked.then((complete) => complete || retry(index, LONGEST_INDEX_PAUSE, signal));
  }

  /** Whether an index given to `connect` is not there. Just after the start it waits for the first look. */
  async lacks(index: Index): Promise<boolean> {
    await within(this.#looked).catch(() => {});
    return this.missingIndexes.includes(nameOf(index));
  }

  /** Whether the database answers, and the indexes that it still lacks. */
  async health(): Promise<{ ok: boolean; missing?: string[] }> {
    const ok = await within(this.db.command({ ping: 1 })).then(
      () => true,
      () => false,
    );
    const missing = this.missingIndexes;
    return ok && missing.length > 0 ? { ok, missing } : { ok };
  }

  /** Ends the connection. Requests that still run must have been answered before. */
  async close() {
    this.#closing.abort();
    await this.client.close();
  }

  override get(sid: string, callback: (error: unknown, session?: SessionData | null) => void) {
    tell(callback, this.#read(sid));
  }

  override set(sid: string, session: SessionData, callback: (error?: unknown) => void = ignore) {
    tell(callback, this.#write(sid, session));
  }

  /** Moves the idle limit, at most once per interval and session: most requests write nothing. */
  override touch(sid: string, session: SessionData, callback: (error?: unknown) => void = ignore) {
    const interval = Math.min(LONGEST_TOUCH_INTERVAL, this.#idleOf(session) / 10);
    const due = new Date(Date.now() - interval);
    const known = this.#known.get(session);
    // At once: express-session would send the response in two pieces to gain time for a touch.
    if (known && known.lastSeenAt > due) return callback();
    tell(callback, this.#extend(sid, session, due));
  }

  override destroy(sid: string, callback: (error?: unknown) => void = ignore) {
    tell((error) => callback(error), this.#delete(sid));
  }

  override all(callback: (error: unknown, sessions?: SessionData[]) => void) {
    const found = answer(this.sessions.find(this.alive()).toArray());
    tell(
      callback,
      found.then((documents) => documents.map(({ session }) => session)),
    );
  }

  override length(callback: (error: unknown, length?: number) => void) {
    tell(callback, answer(this.sessions.countDocuments(this.alive())));
  }

  override clear(callback: (error?: unknown) => void = ignore) {
    tell((error) => callback(error), answer(this.sessions.deleteMany({}, MAJORITY)));
  }

  /**
   * Gives the request a new session in place of its old one. When another request has ended the old one
   * in the meantime (a logout that overtook a password change), the new one is never stored.
   */
  override regenerate(req: Request, callback: (error?: unknown) => void) {
    const wasStored = req.session && this.#known.has(req.session);
    const sid: string | undefined = req.sessionID;
    const begin = (error: unknown, deleted?: number) => {
      if (error) return callback(error);
      this.generate(req);
      if (wasStored && deleted === 0) this.#ended.add(req.session);
      callback();
    };
    // One that was never stored need not be deleted.
    tell(begin, sid !== undefined && wasStored ? this.#delete(sid) : Promise.resolve(0));
  }

  override createSession(req: Request, data: SessionData): Session & SessionData {
    const known = this.#known.get(data);
    const created = super.createSession(req, data);
    if (known) this.#known.set(created, known);
    return created;
  }

  override on(event: string | symbol, listener: (...args: unknown[]) => void): this {
    return EventEmitter.prototype.on.call(this, event, listener) as this;
  }

  override once(event: string | symbol, listener: (...args: unknown[]) => void): this {
    return EventEmitter.prototype.once.call(this, event, listener) as this;
  }

  /** The `_id` that a session is stored under. */
  documentId(sid: string): string {
    return hash('sha256', sid, 'base64url');
  }

  async #read(sid: string): Promise<SessionData | null> {
    // By `_id` alone: MongoDB has a faster path for such a query.
    const found = await answer(this.sessions.findOne({ _id: this.documentId(sid) }));
    if (!found) return null;
    const { createdAt, lastSeenAt, expires, session } = found;
    const now = Date.now();
    if (expires.getTime() <= now || this.#endOf(session, createdAt) <= now) return null;
    this.#known.set(session, { createdAt, lastSeenAt });
    return session;
  }

  /**
   * Stores a session. Only one that began in this request may be inserted: a slow request that ends
   * after a logout must not bring the session back.
   */
  async #write(sid: string, session: SessionData) {
    if (this.#ended.has(session)) throw new SessionEnded();
    const known = this.#known.get(session);
    const written = JSON.stringify(session);
    if (written === known?.written) return;
    const size = Buffer.byteLength(written);
    if (size > LARGEST_SESSION) throw new SessionTooLarge(size);

    const lastSeenAt = new Date();
    const createdAt = known?.createdAt ?? lastSeenAt;
    const expires = this.#expiry(session, createdAt, lastSeenAt);
    const stored = { ...session, cookie: JSON.parse(JSON.stringify(session.cookie)) };
    try {
      await answer(
        this.sessions.updateOne(
          { _id: this.documentId(sid) },
          { $set: { lastSeenAt, expires, session: stored }, $setOnInsert: { createdAt } },
          { upsert: !known, ignoreUndefined: true, ...MAJORITY },
        ),
      );
    } catch (error) {
      if (!known) this.#undo(sid, session);
      throw error;
    }
    this.#known.set(session, { createdAt, lastSeenAt, written });
  }

  /** A new session that was not stored in time may be stored yet, and nobody holds its cookie: it goes again. */
  #undo(sid: string, session: SessionData) {
    const isGone = () =>
      this.#delete(sid).then(
        (deleted) => deleted === 1,
        () => false,
      );
    // Its request may have stored it with a second try.
    const isSettled = async () => this.#known.has(session) || isGone();
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(SEARCH)]);
    beyondRequest(() => retry(isSettled, LONGEST_SEARCH_PAUSE, signal));
  }

  async #extend(sid: string, session: SessionData, due: Date) {
    const lastSeenAt = new Date();
    const createdAt = this.#known.get(session)?.createdAt ?? lastSeenAt;
    const expires = this.#expiry(session, createdAt, lastSeenAt);
    await answer(
      this.sessions.updateOne(
        { _id: this.documentId(sid), lastSeenAt: { $lte: due } },
        { $set: { lastSeenAt, expires } },
        MAJORITY,
      ),
    );
  }

  async #delete(sid: string): Promise<number> {
    const _id = this.documentId(sid);
    const { deletedCount } = await answer(this.sessions.deleteOne({ _id }, MAJORITY));
    return deletedCount;
  }

  /** MongoDB removes expired documents within a minute or so; until then nobody may see them. */
  alive() {
    const now = Date.now();
    const isYoung = { createdAt: { $gt: new Date(now - this.#options.absolute) } };
    return {
      expires: { $gt: new Date(now) },
      $or: [isYoung, { 'session.ends': { $gt: now } }],
    };
  }

  #expiry(session: SessionData, createdAt: Date, lastSeenAt: Date): Date {
    const idleEnd = lastSeenAt.getTime() + this.#idleOf(session);
    return new Date(Math.min(idleEnd, this.#endOf(session, createdAt)));
  }

  #endOf({ ends }: SessionData, createdAt: Date): number {
    return ends ?? createdAt.getTime() + this.#options.absolute;
  }

  #idleOf({ idle, cookie }: SessionData): number {
    return idle ?? cookie?.originalMaxAge ?? this.#options.idle;
  }

  #setReachable(reachable: boolean) {
    if (reachable === this.#reachable || this.#closing.signal.aborted) return;
    this.#reachable = reachable;
    this.#options.log.warn(reachable ? 'MongoDB is back' : 'MongoDB is out of reach');
    // express-session skips its work between these two events; our middleware then answers 503 at once.
    this.emit(reachable ? 'connect' : 'disconnect');
  }
}

/** The session that this request continues was ended by another request. */
export class SessionEnded extends AppError {
  constructor() {
    super(401, 'This session was ended by another request.');
  }
}

/** Sessions are read with every request: what is large or changes often belongs in a collection of its own. */
export class SessionTooLarge extends Error {
  constructor(size: number) {
    super(`a session of ${size} bytes is over the limit of ${LARGEST_SESSION} bytes`);
  }
}

function ignore() {}

/** Hands a result to a callback. What the callback throws is no rejection of the promise. */
function tell<T>(callback: (error: unknown, result?: T) => void, outcome: Promise<T>) {
  outcome.then(
    (result) => process.nextTick(callback, null, result),
    (error) => process.nextTick(callback, error),
  );
}
