// The package brings no types, and those of DefinitelyTyped bring a second, older MongoDB driver.
declare module 'connect-mongodb-session' {
  import type { EventEmitter } from 'node:events';
  import type { Request } from 'express';
  import type session from 'express-session';
  import type { Collection, Db, MongoClient, MongoClientOptions } from 'mongodb';

  interface Options {
    uri: string;
    databaseName?: string;
    collection?: string;
    connectionOptions?: MongoClientOptions;
    expires?: number;
    expiresKey?: string;
    expiresAfterSeconds?: number;
    idField?: string;
  }

  class MongoDBStore extends session.Store {
    constructor(options: Options, callback?: (error?: Error) => void);
    client: MongoClient;
    db: Db;
    collection: Collection;
    initialConnectionPromise: Promise<MongoClient | undefined>;
    protected _emitter: EventEmitter;
    protected _errorHandler: (error: Error, callback?: (error: Error) => void) => void;
    generate(req: Request): void;
    get(
      sid: string,
      callback: (error: unknown, session?: session.SessionData | null) => void,
    ): void;
    set(sid: string, session: session.SessionData, callback?: (error?: unknown) => void): void;
    touch(sid: string, session: session.SessionData, callback?: (error?: unknown) => void): void;
    destroy(sid: string, callback?: (error?: unknown) => void): void;
    all(callback: (error: unknown, sessions?: session.SessionData[]) => void): void;
    length(callback: (error: unknown, length?: number) => void): void;
    clear(callback?: (error?: unknown) => void): void;
  }

  export default function connectMongoDBSession(
    expressSession: typeof session,
  ): typeof MongoDBStore;
}
