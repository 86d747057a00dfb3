import { parse } from 'jsonc-parser';
import { type Aliases, folderOf, type Texts } from './resolve.ts';
import { readTsConfig, type TsConfig } from './tsconfig.ts';

/** A project as its analysis needs it. */
export interface Project {
  texts: Texts;
  aliases: Aliases;
  tsConfig: TsConfig | undefined;
  packageJson: PackageJson;
  /** What the nearest package.json of a file says its `type` is. */
  typeOf(path: string): string | undefined;
  /** The file of ours that the session comes from, once it is there; it is not looked into. */
  ours: string | undefined;
  /** Variables of the environment that are taken to have these values: what depends on them is followed one way only. */
  assumed?: ReadonlyMap<string, string>;
}

/** The parts of a package.json that matter here. */
export interface PackageJson {
  name: string | undefined;
  main: string | undefined;
  scripts: Readonly<Record<string, string>>;
  dependencies: Readonly<Record<string, string>>;
  devDependencies: Readonly<Record<string, string>>;
}

/**
 * @param texts the code, and each package.json and tsconfig, by their paths
 * @returns undefined when there is no package.json that can be read
 */
export function projectOf(texts: Texts, ours?: string): Project | undefined {
  const json = readJson(texts, 'package.json');
  if (!json) return undefined;
  const tsConfig = readTsConfig(texts);
  const types = new Map<string, string | undefined>();
  const imports = Object.entries((json.imports ?? {}) as Record<string, unknown>).flatMap(
    ([pattern, target]): [string, string][] => targetsOf(target).map((one) => [pattern, one]),
  );
  return {
    texts,
    aliases: { paths: tsConfig?.paths ?? [], baseUrl: tsConfig?.baseUrl, imports },
    tsConfig,
    packageJson: {
      name: text(json.name),
      main: text(json.main),
      scripts: textsOf(json.scripts),
      dependencies: textsOf(json.dependencies),
      devDependencies: textsOf(json.devDependencies),
    },
    typeOf: (path) => {
      const folder = folderOf(path);
      if (!types.has(folder)) types.set(folder, typeOf(path, texts));
      return types.get(folder);
    },
    ours,
  };
}

function readJson(texts: Texts, path: string): Record<string, unknown> | undefined {
  const content = texts.get(path);
  const json: unknown = content === undefined ? undefined : parse(content.replace(/^\uFEFF/, ''));
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
}

function typeOf(path: string, texts: Texts): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const json = readJson(texts, folder === '' ? 'package.json' : `${folder}/package.json`);
    if (json) return text(json.type);
    if (folder === '') return undefined;
  }
}

/** A target may depend on conditions: any of them may be the source. */
function targetsOf(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  return typeof target === 'object' && target !== null
    ? Object.values(target).flatMap(targetsOf)
    : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: unknown): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([, one]) => typeof one === 'string'));
}
