import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import fs from 'fs-extra';
import type { TestProject } from 'vitest/node';
import type { AppName } from './app.ts';
import { cliEnvironment } from './environment.ts';
import { copyApp, newFolder } from './folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The launcher of the packed and installed command. */
    cli: string;
    /** The tarball it came from. */
    tarball: string;
    /** Created and installed apps that tests share: they read them, and leave them as they are. */
    apps: Apps;
    /** The same as they run in production: those in TypeScript are compiled copies. */
    built: Apps;
    /** As they are served to tests that do not ask what a password costs: copies in which it costs little. */
    served: Apps;
    /** A database server that tests share, each in a database of its own. */
    mongoUri: string;
  }
}

/** Their directories. */
type Apps = Record<AppName, string>;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Builds and packs the command, installs it, creates an app of each language and starts their development database. */
export default async function setup(project: TestProject) {
  const folder = newFolder();
  const env = cliEnvironment();
  const tool = { env, extendEnv: false, all: true } as const;

  // Its `prepare` builds: what is tested are the sources as they are now.
  await execa('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, ...tool });
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  const home = join(folder, 'home');
  await fs.outputJson(join(home, 'package.json'), { private: true });
  await execa('npm', ['install', '--offline', '--no-audit', tarball], { cwd: home, ...tool });
  const cli = join(home, 'node_modules/create-mongo-session-app/bin/create-mongo-session-app.cjs');

  const apps = await createApps(cli, folder);
  const database = await startDatabase(apps.typescript);
  project.provide('cli', cli);
  project.provide('tarball', tarball);
  project.provide('apps', apps);
  const built = await buildApps(apps, folder);
  project.provide('built', built);
  project.provide('served', await withCheapPasswords(built, folder));
  project.provide('mongoUri', database.uri);
  return async () => {
    await database.stop();
    await fs.remove(folder);
  };
}

/** One app per template and language, with one install per template: JavaScript needs nothing more. */
async function createApps(cli: string, folder: string): Promise<Apps> {
  const create = async (template: string, language: string, ...more: string[]) => {
    const directory = join(folder, `${template}-${language}`);
    const flags = ['--template', template, '--language', language, '--yes', '--docker', '--ci'];
    const args = [cli, directory, ...flags, '--no-git', '--no-check-database', ...more];
    await execa('node', args, { cwd: folder, env: cliEnvironment(), extendEnv: false, all: true });
    return directory;
  };
  const pair = async (template: string) => {
    const typescript = await create(template, 'typescript');
    const javascript = await create(template, 'javascript', '--no-install');
    await fs.symlink(join(typescript, 'node_modules'), join(javascript, 'node_modules'), 'dir');
    return { typescript, javascript };
  };
  const [minimal, auth, api] = await Promise.all(['minimal', 'auth', 'api'].map(pair));
  if (!minimal || !auth || !api) throw new Error('an app is missing');
  return {
    ...minimal,
    'auth-typescript': auth.typescript,
    'auth-javascript': auth.javascript,
    'api-typescript': api.typescript,
    'api-javascript': api.javascript,
  };
}

/** Compiles a copy of each app in TypeScript. */
function buildApps(apps: Apps, folder: string): Promise<Apps> {
  return copyEach(apps, join(folder, 'built'), isTypeScript, async (directory) => {
    const env = cliEnvironment();
    await execa('npm', ['run', 'build'], { cwd: directory, env, extendEnv: false });
  });
}

/** A run checks a thousand passwords, and each takes a quarter of a second as it should. */
function withCheapPasswords(built: Apps, folder: string): Promise<Apps> {
  const hasAccounts = (name: AppName) => name.includes('-');
  return copyEach(built, join(folder, 'served'), hasAccounts, async (directory, name) => {
    const file = join(directory, isTypeScript(name) ? 'dist' : 'src', 'auth/passwords.js');
    const code = await fs.readFile(file, 'utf8');
    const cheaper = code.replace('{ ln: 15, r: 8, p: 3 }', '{ ln: 10, r: 8, p: 1 }');
    if (cheaper === code) throw new Error(`${file} names no cost`);
    await fs.writeFile(file, cheaper);
  });
}

const isTypeScript = (name: AppName) => name.endsWith('typescript');

/** Copies some of the apps, and changes the copies. */
async function copyEach(
  apps: Apps,
  folder: string,
  isCopied: (name: AppName) => boolean,
  change: (directory: string, name: AppName) => Promise<void>,
): Promise<Apps> {
  const names = (Object.keys(apps) as AppName[]).filter(isCopied);
  const copies = names.map(async (name) => {
    const directory = join(folder, name);
    await copyApp(apps[name], directory);
    await change(directory, name);
    return [name, directory] as const;
  });
  return { ...apps, ...Object.fromEntries(await Promise.all(copies)) };
}

/** Starts a database as the created app's own tests get one, and learns its URI from the command it runs. */
async function startDatabase(app: string) {
  const print = 'console.log(process.env.MONGODB_URI); setInterval(() => {}, 1e6)';
  const args = ['--import', 'tsx', 'scripts/dev-database.ts', '--test', 'node', '-e', print];
  const env = { ...cliEnvironment(), MONGODB_URI: process.env.MONGODB_URI };
  const child = spawn(process.execPath, args, { cwd: app, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const uri = await firstLine(child);
  const ended = new Promise((resolve) => child.once('close', resolve));
  return {
    uri,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  let output = '';
  let talk = '';
  child.stderr?.on('data', (chunk) => {
    talk += chunk;
  });
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      if (output.includes('\n')) resolve(output.trim());
    });
    child.once('close', () => reject(new Error(`no database: ${talk}`)));
  });
}
