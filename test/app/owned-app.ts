import { join } from 'node:path';
import fs from 'fs-extra';
import { inject } from 'vitest';
import type { AppName } from '../bed/app.ts';
import { ownDatabaseUri, type RunningApp, startApp } from '../bed/app.ts';
import { copyApp, temporaryFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';
import { Visitor } from '../bed/visitor.ts';
import { apiDriver } from './accounts/api-driver.ts';
import { authDriver } from './accounts/auth-driver.ts';
import { variantsOf } from './accounts/site.ts';

/** Every template, each in a language that is drawn for each test file: `npm run test:all` has both. */
export function everyTemplate(): AppName[] {
  const minimal = sample<AppName>('languages of minimal', ['javascript', 'typescript'], 1);
  return [...minimal, ...variantsOf('auth'), ...variantsOf('api')];
}

/** One of them in each run, for what takes long and lies in files that they share. */
export function oneTemplate(): AppName[] {
  return sample('templates', everyTemplate(), 1);
}

/** A copy of a created app that a test may change; what is installed is shared. */
export async function copyOf(name: AppName): Promise<string> {
  const directory = join(temporaryFolder(), 'app');
  await copyApp(inject('apps')[name], directory);
  return directory;
}

/**
 * A created app with routes of its owner's, which stand before what answers everything else.
 *
 * @param routes statements that may use `app`, `store`, `AppError` and `answer`
 */
export async function appWithRoutes(name: AppName, routes: string): Promise<string> {
  const directory = await copyOf(name);
  const extension = name.endsWith('typescript') ? 'ts' : 'js';
  const file = join(directory, `src/app.${extension}`);
  const source = await fs.readFile(file, 'utf8');
  const imports = `import { AppError } from './app-error.${extension}';
import { answer } from './database.${extension}';
`;
  const changed = source.replace('  app.use(notFound);', `${routes}\n  app.use(notFound);`);
  if (changed === source) throw new Error('the routes have no place');
  await fs.outputFile(file, imports + changed);
  return directory;
}

export interface OwnedSite {
  app: RunningApp;
  visitor: Visitor;
}

/** Starts such an app in development, and signs a visitor in. */
export async function signedInWithRoutes(
  name: AppName,
  routes: string,
  env: Record<string, string> = {},
  directory?: string,
): Promise<OwnedSite> {
  const folder = directory ?? (await appWithRoutes(name, routes));
  const app = await startApp(name, { MONGODB_URI: ownDatabaseUri(), ...env }, folder);
  const visitor = new Visitor(() => app.url);
  const answer = await signIn(name, visitor);
  if (answer.status >= 400) throw new Error(`not signed in: ${answer.status} ${answer.text}`);
  return { app, visitor };
}

/** Signs somebody in at a created app, who registers where that is asked. */
export function signIn(name: AppName, visitor: Visitor, headers: Record<string, string> = {}) {
  if (!name.includes('-')) return visitor.post('/login', { name: 'Ann' }, { headers });
  const { acts, encode } = name.startsWith('auth') ? authDriver : apiDriver;
  const act = acts.register('ann@example.com', 'a sentence is a good password');
  return visitor.post(act.path, encode(act.fields ?? {}, undefined).body, { headers });
}
