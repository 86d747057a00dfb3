import { parse } from 'jsonc-parser';
import { folderOf, join } from './resolve.ts';

/** What a tsconfig says that matters here, with its paths from the project's directory. */
export interface TsConfig {
  baseUrl: string | undefined;
  paths: [string, string[]][];
  outDir: string | undefined;
  rootDir: string | undefined;
  module: string | undefined;
  moduleResolution: string | undefined;
  esModuleInterop: boolean | undefined;
  allowsTsEndings: boolean;
  isVerbatim: boolean;
  target: string | undefined;
}

/** Reads a tsconfig and what it extends. Undefined when there is none. */
export function readTsConfig(
  texts: ReadonlyMap<string, string>,
  path = 'tsconfig.json',
  seen: ReadonlySet<string> = new Set(),
): TsConfig | undefined {
  const text = texts.get(path);
  if (text === undefined || seen.has(path)) return undefined;
  const config = parse(text.replace(/^\uFEFF/, '')) as
    | { extends?: unknown; compilerOptions?: Record<string, unknown> }
    | undefined;
  const folder = folderOf(path);
  const parents = [config?.extends].flat().filter((one) => typeof one === 'string');
  const inherited = parents
    .map((parent) => join(folder, parent))
    .map(
      (parent) =>
        parent &&
        readTsConfig(
          texts,
          texts.has(parent) ? parent : `${parent}.json`,
          new Set([...seen, path]),
        ),
    )
    .filter((one) => one !== undefined && one !== '')
    .reduce<Partial<TsConfig>>((all, one) => Object.assign(all, defined(one)), {});
  return { ...EMPTY, ...inherited, ...defined(own(config?.compilerOptions ?? {}, folder)) };
}

const EMPTY: TsConfig = {
  baseUrl: undefined,
  paths: [],
  outDir: undefined,
  rootDir: undefined,
  module: undefined,
  moduleResolution: undefined,
  esModuleInterop: undefined,
  allowsTsEndings: false,
  isVerbatim: false,
  target: undefined,
};

function own(options: Record<string, unknown>, folder: string): Partial<TsConfig> {
  const text = (name: string) =>
    typeof options[name] === 'string' ? (options[name] as string) : undefined;
  const path = (name: string) => {
    const value = text(name);
    return value === undefined ? undefined : join(folder, value);
  };
  const baseUrl = path('baseUrl');
  const paths = Object.entries((options.paths ?? {}) as Record<string, string[]>).map(
    ([pattern, targets]): [string, string[]] => [
      pattern,
      targets.map((target) => join(baseUrl ?? folder, target) ?? target),
    ],
  );
  return {
    baseUrl,
    ...(options.paths !== undefined && { paths }),
    outDir: path('outDir'),
    rootDir: path('rootDir'),
    module: text('module')?.toLowerCase(),
    moduleResolution: text('moduleResolution')?.toLowerCase(),
    target: text('target')?.toLowerCase(),
    ...(typeof options.esModuleInterop === 'boolean' && {
      esModuleInterop: options.esModuleInterop,
    }),
    ...(options.allowImportingTsExtensions === true && { allowsTsEndings: true }),
    ...(options.rewriteRelativeImportExtensions === true && { allowsTsEndings: true }),
    ...(options.verbatimModuleSyntax === true && { isVerbatim: true }),
  };
}

function defined(config: Partial<TsConfig>): Partial<TsConfig> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}
