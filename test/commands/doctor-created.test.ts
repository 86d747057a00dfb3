import { MongoClient } from 'mongodb';
import { expect, inject, onTestFinished, test } from 'vitest';
import { signIn } from '../app/owned-app.ts';
import { type AppName, ownDatabaseUri, startApp } from '../bed/app.ts';
import { diagnose } from '../bed/doctor.ts';
import { inFrontOf, startHost } from '../bed/host.ts';
import { sample } from '../bed/sample.ts';
import { Visitor } from '../bed/visitor.ts';

const NAMES: AppName[] = [
  ...(['typescript', 'javascript'] as const),
  ...(['auth-typescript', 'auth-javascript', 'api-typescript', 'api-javascript'] as const),
];
const APPS = NAMES.flatMap((name) =>
  (['development', 'production'] as const).map((mode) => [name, mode] as const),
);

/** A stranger gets no cookie, so there is none to look at. */
const NO_COOKIE = ['cookie-attributes', 'adopts-ids', 'cacheable'].map(
  (code) => `${code}: no session cookie was sent`,
);

/** SecantusDB has a version of its own, which says nothing of MongoDB's. */
async function ofServer(uri: string): Promise<string[]> {
  const client = new MongoClient(uri);
  onTestFinished(() => client.close());
  const { storageEngines } = await client.db().command({ buildInfo: 1 });
  return storageEngines
    ? []
    : ['old-server: the server speaks as MongoDB does, and is another one'];
}

test.each(sample('created apps, in development and in production', APPS, 3))(
  '%s in %s holds every check',
  async (name, mode) => {
    const isProduction = mode === 'production';
    const uri = ownDatabaseUri();
    const app = await startApp(name, {
      MONGODB_URI: uri,
      ...(isProduction && { NODE_ENV: mode, TRUST_PROXY: '1' }),
    });
    const host = await startHost(inFrontOf(() => app.url));
    const forwarded = { 'x-forwarded-proto': isProduction ? 'https' : 'http' };
    const { status } = await signIn(name, new Visitor(() => app.url), forwarded);
    expect(status).toBeLessThan(400);

    const directory = inject('apps')[name];
    const url = isProduction ? 'https://shop.example/' : host.plain;
    const flags = ['--strict', '--mongo-uri', uri, '--url', url];
    const { code, findings, are } = await diagnose(directory, flags, host.env);
    expect(findings).toEqual([]);
    expect(code).toBe(0);
    expect(are('unknown')).toEqual([]);
    expect(are('skipped')).toEqual([
      ...(await ofServer(uri)),
      ...NO_COOKIE,
      ...(isProduction
        ? []
        : ['http-open: the URL is of this machine', 'hsts: the URL is not of HTTPS']),
    ]);
  },
);
