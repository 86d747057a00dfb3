import { databaseName, withoutScope } from '../choices/app-name.ts';
import { isInDotEnv } from '../choices/secret-source.ts';
import type { Choices, Secrets } from '../choices/table.ts';
import { EnvFile } from '../env-file.ts';
import type { FileTree, Policy, TreeFile } from '../file-tree.ts';
import { installCommand, PACKAGE_MANAGERS } from '../package-managers.ts';
import { ALONE, fitting, isClassic, type Standing } from '../standing.ts';
import { VERSION } from '../version.ts';
import { tidyBlankLines } from './blank-lines.ts';
import { joinReadme } from './readme.ts';
import { renderTemplate, type Template } from './template.ts';

/** Files by the path of their template. */
export type Layer = Readonly<Record<string, Template>>;
/** All of them, in one language. */
export type Layers = Readonly<Record<string, Layer>>;

/** The layers an app is made of, in order: of two files with one path the later one stands. */
export function layerNames(choices: Choices, standing: Standing = ALONE): string[] {
  const { template, language, packageManager, devDatabase, mail, docker, ci } = choices;
  const names = ['common'];
  if (language === 'typescript') names.push('typescript');
  if (devDatabase) names.push('dev-database');
  if (template !== 'minimal') names.push('accounts');
  names.push(template);
  const hasMail = template !== 'minimal' && mail;
  if (hasMail) names.push('mail', `${template}-mail`);
  // Pages say which browser a session belongs to, and mails which one has done something.
  if (template === 'auth' || hasMail) names.push('browser-names');
  if (docker) names.push('docker');
  if (ci) names.push('github-actions');
  return [...names, ...layersOfPackageManager(packageManager, standing)];
}

/** In a workspace the settings and the lock file are the root's. */
function layersOfPackageManager(
  name: Choices['packageManager'],
  { workspace, lockFile, yarn }: Standing,
): string[] {
  if (workspace !== undefined) return [];
  if (name === 'npm') return lockFile ? [] : ['no-lock-file'];
  if (name === 'yarn') return [isClassic(yarn) ? 'yarn-classic' : 'yarn'];
  return name === 'pnpm' ? ['pnpm'] : [];
}

/**
 * Renders the app that the choices describe, but for what cannot work where it stands.
 *
 * @param layers in the language of the choices
 * @throws Error that names template and line when a template and its values do not fit: a fault of ours
 */
export function render(
  layers: Layers,
  wanted: Choices,
  secrets: Secrets,
  standing: Standing = ALONE,
): FileTree {
  const choices = fitting(wanted, standing);
  const context = contextOf(choices, standing);
  const tree = new Map<string, TreeFile>();
  const packageParts: object[] = [];
  const readmeParts: string[] = [];

  for (const layerName of layerNames(choices, standing)) {
    for (const [templatePath, template] of Object.entries(layers[layerName] ?? {})) {
      const text = renderFile(`${layerName}/${templatePath}`, template, context);
      const path = appPath(templatePath);
      if (path === 'package.json') packageParts.push(JSON.parse(text));
      else if (path === 'README.md') readmeParts.push(text);
      else tree.set(path, file(path, path === '.env' ? fillEnv(text, secrets) : text));
    }
  }
  if (readmeParts.length > 0) tree.set('README.md', file('README.md', joinReadme(readmeParts)));
  tree.set('package.json', file('package.json', packageJson(packageParts)));
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Renders the `.env` alone: what earlier choices would have put into it. */
export function renderEnv(layers: Layers, choices: Choices, secrets: Secrets): EnvFile {
  const template = layers.common?.['_env.hbs'];
  if (template === undefined) throw new Error('there is no common/_env.hbs');
  return fillEnv(renderFile('common/_env.hbs', template, contextOf(choices)), secrets);
}

export function renderFile(name: string, template: Template, context: object): string {
  const text = renderTemplate(name, template, context);
  // A branch that is left out stood between two blank lines where a type did.
  return name.endsWith('.js.hbs') ? tidyBlankLines(text) : text;
}

/** `_github/workflows/ci.yml.hbs` is `.github/workflows/ci.yml`: npm leaves out some dotfiles when it packs. */
function appPath(templatePath: string): string {
  return templatePath.replace(/(^|\/)_/g, '$1.').replace(/\.hbs$/, '');
}

function file(path: string, content: TreeFile['content']): TreeFile {
  return { content, policy: policyOf(path), executable: false };
}

function policyOf(path: string): Policy {
  // Yarn fills it: the empty one only says that the app is a project of its own.
  if (path === 'yarn.lock') return 'once';
  return ['package.json', 'tsconfig.json', '.env'].includes(path) ? 'structured' : 'merge';
}

function fillEnv(text: string, { mongoUri, sessionSecret }: Secrets): EnvFile {
  const values = new Map([['MONGODB_URI', mongoUri.secret]]);
  if (sessionSecret) values.set('SESSION_SECRET', sessionSecret);
  return EnvFile.fill(text, values);
}

/** Joins the layers' parts by key, and puts the dependencies into npm's order. */
function packageJson(parts: readonly object[]): string {
  const joined: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) {
      joined[key] = isObject(value) && isObject(joined[key]) ? { ...joined[key], ...value } : value;
    }
  }
  for (const key of ['dependencies', 'devDependencies']) {
    const sorted = Object.entries(joined[key] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    joined[key] = Object.fromEntries(sorted);
  }
  return `${JSON.stringify(joined, null, 2)}\n`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What templates may use. Names only: which text stands where is the templates' business. */
export function contextOf(choices: Choices, { yarn, lockFile }: Standing = ALONE) {
  const { name, collection, secretSource, secretFile, packageManager, language, template } =
    choices;
  const typescript = language === 'typescript';
  return {
    name,
    cookiePrefix: withoutScope(name),
    database: databaseName(name),
    collection,
    secretFile,
    composeUri: `mongodb://mongo:27017/${databaseName(name)}?replicaSet=rs0`,
    secretInFile: secretSource === 'file',
    secretInEnv: secretSource === 'env',
    secretInDotEnv: isInDotEnv(secretSource),
    minimal: template === 'minimal',
    accounts: template !== 'minimal',
    auth: template === 'auth',
    api: template === 'api',
    mail: template !== 'minimal' && choices.mail,
    typescript,
    extension: typescript ? 'ts' : 'js',
    devDatabase: choices.devDatabase,
    docker: choices.docker,
    ci: choices.ci,
    run: PACKAGE_MANAGERS[packageManager].run,
    test: PACKAGE_MANAGERS[packageManager].test,
    dashes: PACKAGE_MANAGERS[packageManager].dashes,
    install: installCommand(packageManager),
    execute: PACKAGE_MANAGERS[packageManager].execute,
    toolVersion: VERSION,
    packageManager,
    npm: packageManager === 'npm',
    pnpm: packageManager === 'pnpm',
    yarn: packageManager === 'yarn',
    bun: packageManager === 'bun',
    yarnVersion: `yarn@${yarn}`,
    yarnClassic: packageManager === 'yarn' && isClassic(yarn),
    yarnBerry: packageManager === 'yarn' && !isClassic(yarn),
    noLockFile: !lockFile,
  };
}
