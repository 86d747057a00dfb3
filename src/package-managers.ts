export const PACKAGE_MANAGER_NAMES = ['npm', 'pnpm', 'yarn', 'bun'] as const;
export type PackageManagerName = (typeof PACKAGE_MANAGER_NAMES)[number];

interface PackageManager {
  /** Installs everything that the app needs for development, whatever NODE_ENV, CI and the user's settings say. */
  install: readonly string[];
  /** The flag for that, where it is the same in all versions. */
  everything?: string;
  lockFile: string;
  /** Where it says how it is installed. */
  site: string;
  /** Runs a package's command without installing it for good. */
  execute: string;
  /** Runs a script of the app: `npm run`, `pnpm`. */
  run: string;
  /** Runs the app's tests. */
  test: string;
  /** What stands before flags that are for the script, with the blank after it: npm takes them for its own. */
  dashes: string;
}

/** What differs between the package managers. */
export const PACKAGE_MANAGERS: Readonly<Record<PackageManagerName, PackageManager>> = {
  npm: {
    install: ['install', '--include=dev'],
    everything: '--include=dev',
    lockFile: 'package-lock.json',
    site: 'https://nodejs.org',
    execute: 'npx',
    run: 'npm run',
    test: 'npm test',
    dashes: '-- ',
  },
  pnpm: {
    install: [
      'install',
      '--no-frozen-lockfile',
      '--prod=false',
      '--config.strict-dep-builds=false',
    ],
    everything: '--prod=false',
    lockFile: 'pnpm-lock.yaml',
    site: 'https://pnpm.io/installation',
    execute: 'pnpm dlx',
    run: 'pnpm',
    test: 'pnpm test',
    dashes: '',
  },
  yarn: {
    // Where CI is set, Yarn refuses to write its first lock file.
    install: ['install', '--no-immutable'],
    lockFile: 'yarn.lock',
    site: 'https://yarnpkg.com/getting-started/install',
    // Yarn 1 has no dlx.
    execute: 'npx',
    run: 'yarn',
    test: 'yarn test',
    dashes: '',
  },
  bun: {
    install: ['install'],
    lockFile: 'bun.lock',
    site: 'https://bun.com/docs/installation',
    execute: 'bunx',
    run: 'bun run',
    // `bun test` is its own runner.
    test: 'bun run test',
    dashes: '',
  },
};

/** Yarn 1 knows other flags than all later ones. */
const CLASSIC_INSTALL = ['install', '--production=false'];

/** What installs all that an app needs for development. @param yarn of an app with Yarn, its version */
export function installArguments(name: PackageManagerName, yarn = ''): readonly string[] {
  return name === 'yarn' && yarn.startsWith('1.')
    ? CLASSIC_INSTALL
    : PACKAGE_MANAGERS[name].install;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The command that installs an app's dependencies, as people type it.
 *
 * @param environment where it has npm or pnpm leave out what development needs, the command says otherwise
 */
export function installCommand(name: PackageManagerName, environment: Environment = {}): string {
  const { everything } = PACKAGE_MANAGERS[name];
  const needsIt = everything !== undefined && omitsDevelopment(environment);
  return [name, 'install', ...(needsIt ? [everything] : [])].join(' ');
}

function omitsDevelopment(environment: Environment): boolean {
  const { NODE_ENV, npm_config_omit: omit = '', npm_config_production: production } = environment;
  return NODE_ENV === 'production' || /\bdev\b/.test(omit) || production === 'true';
}
