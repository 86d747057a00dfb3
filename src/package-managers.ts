export const PACKAGE_MANAGER_NAMES = ['npm', 'pnpm', 'yarn', 'bun'] as const;
export type PackageManagerName = (typeof PACKAGE_MANAGER_NAMES)[number];

interface PackageManager {
  install: readonly string[];
  lockFile: string;
  /** Runs a package's command without installing it for good. */
  execute: string;
  /** Runs a script of the app: `npm run`, `pnpm`. */
  run: string;
  /** Runs the app's tests. */
  test: string;
  /** What stands before flags that are for the script, with the blank after it: npm takes them for its own. */
  dashes: string;
  environment?: Readonly<Record<string, string>>;
}

/** What differs between the package managers. */
export const PACKAGE_MANAGERS: Readonly<Record<PackageManagerName, PackageManager>> = {
  npm: {
    install: ['install'],
    lockFile: 'package-lock.json',
    execute: 'npx',
    run: 'npm run',
    test: 'npm test',
    dashes: '-- ',
  },
  pnpm: {
    install: ['install', '--no-frozen-lockfile'],
    lockFile: 'pnpm-lock.yaml',
    execute: 'pnpm dlx',
    run: 'pnpm',
    test: 'pnpm test',
    dashes: '',
  },
  yarn: {
    install: ['install'],
    lockFile: 'yarn.lock',
    // Yarn 1 has no dlx.
    execute: 'npx',
    run: 'yarn',
    test: 'yarn test',
    dashes: '',
    // Where CI is set, Yarn refuses to write its first lock file.
    environment: { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
  },
  bun: {
    install: ['install'],
    lockFile: 'bun.lock',
    execute: 'bunx',
    run: 'bun run',
    // `bun test` is its own runner.
    test: 'bun run test',
    dashes: '',
  },
};

/** The command that installs an app's dependencies. */
export function installCommand(name: PackageManagerName): string {
  return `${name} install`;
}
