import { databaseName, withoutScope } from '../choices/app-name.ts';
import { isInDotEnv } from '../choices/secret-source.ts';
import type { Choices, Secrets } from '../choices/table.ts';
import { EnvFile } from '../env-file.ts';
import type { FileTree, Policy, TreeFile } from '../file-tree.ts';
import { installCommand, PACKAGE_MANAGERS } from '../package-managers.ts';
import type { Secret } from '../secret.ts';
import { renderTemplate } from './handlebars.ts';

/** A folder of templates: their texts by path. */
export type Layer = ReadonlyMap<string, string>;
export type Layers = ReadonlyMap<string, Layer>;

/** Turns TypeScript into JavaScript; given only when it is wanted, because the parser is large. */
export type ToJavaScript = (source: string) => string;

/** The layers an app is made of, in order: of two files with one path the later one stands. */
export function layerNames(choices: Choices): string[] {
  const { template, language, packageManager, devDatabase, docker, ci } = choices;
  const names = ['common', ...(template === 'minimal' ? [] : ['accounts']), template];
  if (language === 'typescript') names.push('typescript');
  if (devDatabase) names.push('dev-database');
  if (docker) names.push('docker');
  if (ci) names.push('github-actions');
  if (packageManager === 'pnpm' || packageManager === 'yarn') names.push(packageManager);
  return names;
}

/**
 * Renders the app that the choices describe.
 *
 * @throws Error that names template and line when a template and its values do not fit: a fault of ours
 */
export function render(
  layers: Layers,
  choices: Choices,
  secrets: Secrets,
  toJavaScript?: ToJavaScript,
): FileTree {
  const context = contextOf(choices);
  const tree = new Map<string, TreeFile>();
  const packageParts: object[] = [];

  for (const layerName of layerNames(choices)) {
    const layer = layers.get(layerName);
    if (!layer) throw new Error(`there is no layer ${layerName}`);
    for (const [templatePath, template] of layer) {
      const name = `${layerName}/${templatePath}`;
      const text = name.endsWith('.hbs') ? renderTemplate(name, template, context) : template;
      const path = appPath(templatePath);
      if (path === 'package.json') {
        packageParts.push(JSON.parse(text));
        continue;
      }
      if (choices.language === 'javascript' && /\.ts$/.test(path)) {
        if (path.endsWith('.d.ts')) continue;
        if (!toJavaScript) throw new Error('JavaScript needs its converter');
        tree.set(path.replace(/\.ts$/, '.js'), file(path, toJavaScript(text)));
        continue;
      }
      tree.set(path, file(path, path === '.env' ? EnvFile.fill(text, envSecrets(secrets)) : text));
    }
  }
  tree.set('package.json', file('package.json', packageJson(packageParts)));
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Renders the `.env` alone: what earlier choices would have put into it. */
export function renderEnv(layers: Layers, choices: Choices, secrets: Secrets): EnvFile {
  const name = 'common/_env.hbs';
  const template = layers.get('common')?.get('_env.hbs');
  if (template === undefined) throw new Error(`there is no ${name}`);
  return EnvFile.fill(renderTemplate(name, template, contextOf(choices)), envSecrets(secrets));
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

function envSecrets({ mongoUri, sessionSecret }: Secrets): Map<string, Secret> {
  const values = new Map([['MONGODB_URI', mongoUri.secret]]);
  if (sessionSecret) values.set('SESSION_SECRET', sessionSecret);
  return values;
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
export function contextOf(choices: Choices) {
  const { name, collection, secretSource, secretFile, packageManager, language, template } =
    choices;
  const typescript = language === 'typescript';
  return {
    name,
    cookiePrefix: withoutScope(name),
    database: databaseName(name),
    collection,
    secretFile,
    // Compose takes a dollar sign for the start of a variable.
    composeSecretFile: secretFile.replaceAll('$', '$$$$'),
    composeUri: `mongodb://mongo:27017/${databaseName(name)}?replicaSet=rs0`,
    secretInFile: secretSource === 'file',
    secretInEnv: secretSource === 'env',
    secretInDotEnv: isInDotEnv(secretSource),
    minimal: template === 'minimal',
    accounts: template !== 'minimal',
    auth: template === 'auth',
    api: template === 'api',
    typescript,
    extension: typescript ? 'ts' : 'js',
    devDatabase: choices.devDatabase,
    docker: choices.docker,
    ci: choices.ci,
    run: PACKAGE_MANAGERS[packageManager].run,
    test: PACKAGE_MANAGERS[packageManager].test,
    dashes: PACKAGE_MANAGERS[packageManager].dashes,
    install: installCommand(packageManager),
    packageManager,
    npm: packageManager === 'npm',
    pnpm: packageManager === 'pnpm',
    yarn: packageManager === 'yarn',
    bun: packageManager === 'bun',
  };
}
