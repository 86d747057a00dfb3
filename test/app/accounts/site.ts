import { type Collection, type Db, type Document, MongoClient, type ObjectId } from 'mongodb';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type AppName, launchApp, ownDatabaseUri, type RunningApp } from '../../bed/app.ts';
import { sample } from '../../bed/sample.ts';
import { apiDriver } from './api-driver.ts';
import { authDriver } from './auth-driver.ts';
import { Client, newPerson, type Person } from './client.ts';
import type { Driver } from './driver.ts';
import {
  documentIdOf,
  expectNothingPrivate,
  expectRequestIds,
  forgetRecord,
  recordLog,
} from './record.ts';

export type Variant = Exclude<AppName, 'typescript' | 'javascript'>;

const TEMPLATES = ['auth', 'api'] as const;
const LANGUAGES = ['typescript', 'javascript'] as const;

/** A template in a language that is drawn for each test file: `npm run test:all` has both. */
export function variantsOf(template: (typeof TEMPLATES)[number]): Variant[] {
  const both = LANGUAGES.map((language) => `${template}-${language}` as const);
  return sample<Variant>(`languages of ${template}`, both, 1);
}

/**
 * One of the four apps in each run, for what takes long and lies in files that they share: `npm run test:all` has all.
 */
export function oneVariant(): Variant[] {
  const all = TEMPLATES.flatMap((name) =>
    LANGUAGES.map((language) => `${name}-${language}` as const),
  );
  return sample<Variant>('apps with accounts', all, 1);
}

export interface SessionDocument {
  _id: string;
  createdAt: Date;
  lastSeenAt: Date;
  expires: Date;
  session: Record<string, unknown>;
}

export interface UserDocument {
  _id: ObjectId;
  email: string;
  password: string;
  version: number;
  confirmedAt?: Date;
  disabledAt?: Date;
}

type Environment = Record<string, string>;

/** A created app that runs in production behind one proxy, and its database. */
export class Site {
  readonly variant: Variant;
  readonly driver: Driver;
  readonly env: Environment;
  readonly db: Db;
  readonly sessions: Collection<SessionDocument>;
  readonly users: Collection<UserDocument>;
  readonly #directory: string | undefined;
  #app: RunningApp | undefined;

  /** @param directory of another app than the one in which a password costs little */
  constructor(variant: Variant, env: Environment = {}, directory?: string) {
    this.variant = variant;
    this.#directory = directory;
    this.driver = variant.startsWith('auth') ? authDriver : apiDriver;
    const MONGODB_URI = ownDatabaseUri();
    this.env = { MONGODB_URI, NODE_ENV: 'production', TRUST_PROXY: '1', ...env };
    this.db = new MongoClient(this.env.MONGODB_URI ?? '').db();
    this.sessions = this.db.collection('sessions');
    this.users = this.db.collection('users');
  }

  get app(): RunningApp {
    if (!this.#app) throw new Error('the app has not been launched');
    return this.#app;
  }

  get url(): string {
    return this.app.url;
  }

  async launch() {
    const app = await launchApp(this.variant, this.env, this.#directory);
    this.#app = app;
    recordLog(app.output);
  }

  async close() {
    await this.#app?.end('SIGKILL');
    await this.db.client.close();
  }

  /** A browser of a new person, or of the one given. */
  client(person: Person = newPerson(), cookie = ''): Client {
    return new Client({ url: () => this.url, driver: this.driver, person, cookie });
  }

  /** A browser of somebody who has just registered, and so is signed in. */
  async registered(): Promise<Client> {
    const client = this.client();
    const { status, text } = await client.register();
    expect(status, text).toBe(this.driver.done.register);
    return client;
  }

  /** Another browser of the same person, signed in. */
  async another(client: Client): Promise<Client> {
    const other = this.client(client);
    const { status, text } = await other.logIn();
    expect(status, text).toBe(this.driver.done.logIn);
    return other;
  }

  /** Whether a cookie is still worth something. */
  isSignedIn(person: Person, cookie: string): Promise<boolean> {
    return this.client(person, cookie).isSignedIn();
  }

  async isStored(cookie: string): Promise<boolean> {
    return (await this.sessions.countDocuments({ _id: documentIdOf(cookie) })) > 0;
  }

  /** Waits for what a registration does beside its request: a mail is begun a moment later. */
  async settled() {
    const unmailed = async () => {
      const users = await this.users.find({ version: 1 }).toArray();
      const tokens = await this.db.collection<{ _id: string }>('tokens').find().toArray();
      const mailed = new Set(tokens.map(({ _id }) => _id));
      return users.filter(
        ({ _id, confirmedAt, disabledAt }) =>
          !confirmedAt && !disabledAt && !mailed.has(`confirm ${_id.toHexString()}`),
      );
    };
    await expect.poll(unmailed, { interval: 50 }).toEqual([]);
  }

  /** Everything that is stored, but for when sessions were seen last. */
  async contents(): Promise<Record<string, Document[]>> {
    await this.settled();
    const contents: Record<string, Document[]> = {};
    for (const { name } of await this.db.listCollections().toArray()) {
      const documents = await this.db.collection(name).find().sort({ _id: 1 }).toArray();
      contents[name] = documents.map(({ lastSeenAt, expires, ...rest }) => rest);
    }
    return contents;
  }

  /** The lines of the app's log. */
  log(): Record<string, unknown>[] {
    const lines = this.app.output().split('\n');
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  }
}

/** A site that the tests of a suite share, each with people of its own. */
export function sharedSite(variant: Variant, env?: Environment, directory?: string): Site {
  const site = new Site(variant, env, directory);
  beforeAll(() => site.launch());
  afterAll(() => site.close());
  return site;
}

/** A site of one test's own. */
export async function ownSite(variant: Variant, env?: Environment): Promise<Site> {
  const site = new Site(variant, env);
  onTestFinished(() => site.close());
  await site.launch();
  return site;
}

/** The last test of each file: it looks at everything that the others were answered, and that was logged. */
export function testRecord() {
  afterAll(forgetRecord);

  test('22. no answer and no log line of these tests holds a secret, or a stack', () => {
    expectNothingPrivate();
  });

  test('23. every answer of these tests has an x-request-id of its own', () => {
    expectRequestIds();
  });
}
