import { basename, resolve } from 'node:path';
import type { CommandName } from '../command-names.ts';
import { PACKAGE_MANAGER_NAMES, type PackageManagerName } from '../package-managers.ts';
import type { Secret } from '../secret.ts';
import { appNameFromFolder, checkAppName, defaultMongoUri } from './app-name.ts';
import { type Checked, hasControlCharacter } from './checked.ts';
import { checkCollectionName } from './collection-name.ts';
import type { MongoUri } from './mongo-uri.ts';
import { SECRET_SOURCES, type SecretSource } from './secret-source.ts';

export const TEMPLATES = ['minimal', 'auth', 'api'] as const;
export const LANGUAGES = ['typescript', 'javascript'] as const;

export type Template = (typeof TEMPLATES)[number];
export type Language = (typeof LANGUAGES)[number];

/** What the app is rendered from, but for the secrets. It is recorded in the app. */
export interface Choices {
  name: string;
  template: Template;
  language: Language;
  collection: string;
  secretSource: SecretSource;
  secretFile: string;
  packageManager: PackageManagerName;
  mail: boolean;
  docker: boolean;
  ci: boolean;
  devDatabase: boolean;
}

/** What goes into `.env` alone. */
export interface Secrets {
  mongoUri: MongoUri;
  /** Absent when the app gets it from its environment or a file. */
  sessionSecret?: Secret;
}

/** What is done after writing; not recorded. */
export interface StepChoices {
  install: boolean;
  git: boolean;
  checkDatabase: boolean;
}

/** Every answer by its name, as the table's checks return it. */
export type Answers = Choices & StepChoices & Required<Secrets> & { directory: string };
export type ChoiceName = keyof Answers;

/** Who runs us, and where: what a default may be made from. */
export interface Caller {
  /** Absolute. */
  workingDirectory: string;
  /** `npm_config_user_agent`: the package manager that ran us. */
  userAgent: string | undefined;
}

/** What becomes of an answer: the app's directory, recorded in the app, into `.env` alone, or work after writing. */
type RoleOf<Name extends ChoiceName> = Name extends keyof Choices
  ? 'recorded'
  : Name extends keyof Secrets
    ? 'secret'
    : Name extends keyof StepChoices
      ? 'step'
      : 'place';
type Role = RoleOf<ChoiceName>;

/**
 * One row of the table: the single source of prompts, flags, the answers file and its schema, `--help` and
 * the README's table. Later rows may use the answers of earlier ones.
 */
export interface Choice<Name extends ChoiceName = ChoiceName> {
  name: Name;
  type: 'text' | 'switch' | 'secret';
  role: RoleOf<Name>;
  /** The commands that take it. */
  commands: readonly CommandName[];
  /** An app keeps it for as long as it lives: another one is another app. */
  isFixed?: true;
  /** What an app has whose record is older than this choice. Else it is what a new app would get. */
  before?: boolean;
  /** What it means for an earlier choice; together with another answer to that one it is a contradiction. */
  implies?: Partial<Choices>;
  /** Stands in the command that repeats a run even as the default, which may differ with a version, or who runs it. */
  isAlwaysRepeated?: true;
  /** As commander takes it; `[directory]` is the argument. */
  flag: string;
  about: string;
  values?: readonly string[];
  /** What each value means, for the question. */
  meanings?: Readonly<Record<string, string>>;
  aliases?: Readonly<Record<string, string>>;
  environment?: string;
  question?: string;
  /** What the question offers when there is no default. */
  offered?: string;
  /** A right answer, for whoever has given what is no text. */
  example?: string;
  /** The default in words, for help and README. */
  byDefault: string;
  isAsked?(answers: Partial<Answers>): boolean;
  /** Undefined: there is none, and without a terminal the choice is missing. */
  defaultOf(answers: Partial<Answers>, caller: Caller): string | boolean | undefined;
  /** Why the answer does not go with those before it. */
  misfit?(answers: Partial<Answers>): string | undefined;
  /** Only for text; loaded when needed, because a parser may hang on it. */
  check?(value: string): Checked<Answers[Name]> | Promise<Checked<Answers[Name]>>;
}

const CREATE = ['create'] as const;
const WITH_APP = ['create', 'regenerate'] as const;
const WITH_ADD = ['create', 'regenerate', 'add'] as const;

const hasExtras = ({ template }: Partial<Answers>) => template !== 'minimal';

type Row = { [Name in ChoiceName]: Choice<Name> }[ChoiceName];

export const CHOICES: readonly Row[] = [
  {
    name: 'directory',
    type: 'text',
    role: 'place',
    commands: CREATE,
    flag: '[directory]',
    about: 'where the app goes; "." is the current directory',
    question: 'Where shall the app go?',
    offered: 'my-app',
    byDefault: 'none: without a terminal it must be given',
    isAsked: () => true,
    defaultOf: () => undefined,
    check: checkDirectory,
  },
  {
    name: 'template',
    type: 'text',
    role: 'recorded',
    commands: WITH_APP,
    isFixed: true,
    isAlwaysRepeated: true,
    flag: '--template <name>',
    about: 'what the app starts with: sessions alone, accounts with pages, or accounts as JSON',
    values: TEMPLATES,
    meanings: {
      minimal: 'sessions in a few files, to learn from or to start your own',
      auth: 'accounts with pages: register, log in, see and end sessions',
      api: 'the same accounts as a JSON API for a browser front end',
    },
    question: 'What shall the app start with?',
    byDefault: 'auth',
    isAsked: () => true,
    defaultOf: () => 'auth',
  },
  {
    name: 'language',
    type: 'text',
    role: 'recorded',
    commands: WITH_APP,
    isFixed: true,
    isAlwaysRepeated: true,
    flag: '--language <name>',
    about: 'what its source is written in',
    values: LANGUAGES,
    aliases: { ts: 'typescript', js: 'javascript' },
    question: 'TypeScript or JavaScript?',
    byDefault: 'typescript',
    isAsked: () => true,
    defaultOf: () => 'typescript',
  },
  {
    name: 'name',
    type: 'text',
    role: 'recorded',
    commands: WITH_APP,
    isFixed: true,
    flag: '--name <name>',
    example: 'my-app',
    about: "the app's name in package.json",
    byDefault: "from the directory's name",
    defaultOf: ({ directory = '' }, { workingDirectory }) =>
      appNameFromFolder(basename(resolve(workingDirectory, directory))),
    check: checkAppName,
  },
  {
    name: 'mongoUri',
    type: 'text',
    role: 'secret',
    commands: WITH_ADD,
    flag: '--mongo-uri <uri>',
    example: 'mongodb://127.0.0.1:27017/my-app',
    about: 'where MongoDB is; with a password in it, better set MONGODB_URI',
    environment: 'MONGODB_URI',
    question: 'Where is MongoDB?',
    byDefault: 'mongodb://127.0.0.1:27017/<database>, named after the app',
    isAsked: () => true,
    defaultOf: ({ name = '' }) => defaultMongoUri(name),
    check: async (value) => (await import('./mongo-uri.ts')).checkMongoUri(value),
  },
  {
    name: 'collection',
    type: 'text',
    role: 'recorded',
    commands: WITH_ADD,
    flag: '--collection <name>',
    example: 'sessions',
    about: 'the collection that holds the sessions',
    question: 'Which collection holds the sessions?',
    byDefault: 'sessions',
    isAsked: () => true,
    defaultOf: () => 'sessions',
    check: checkCollectionName,
  },
  {
    name: 'secretSource',
    type: 'text',
    role: 'recorded',
    commands: WITH_ADD,
    isAlwaysRepeated: true,
    flag: '--secret-source <source>',
    about: 'where the secret that signs the session cookie comes from',
    values: SECRET_SOURCES,
    meanings: {
      generate: 'a random one, written into .env',
      env: 'SESSION_SECRET, set wherever the app starts',
      file: 'a file, as Docker and Kubernetes provide it',
      supply: 'one of your own, written into .env',
    },
    question: 'Where does the secret that signs the session cookie come from?',
    byDefault: 'generate (file or supply when one of the next two is given)',
    isAsked: () => true,
    defaultOf: () => 'generate',
  },
  {
    name: 'secretFile',
    type: 'text',
    role: 'recorded',
    commands: WITH_ADD,
    implies: { secretSource: 'file' },
    flag: '--secret-file <path>',
    example: '/run/secrets/session_secret',
    about: 'the file that the app reads the secret from; implies --secret-source file',
    question: 'Which file holds the secret?',
    byDefault: '/run/secrets/session_secret',
    isAsked: ({ secretSource }) => secretSource === 'file',
    defaultOf: () => '/run/secrets/session_secret',
    check: async (value) => (await import('./secret-source.ts')).checkSecretFile(value),
  },
  {
    name: 'sessionSecret',
    type: 'secret',
    role: 'secret',
    commands: WITH_ADD,
    implies: { secretSource: 'supply' },
    flag: '--secret-stdin',
    about: 'read the secret from standard input; implies --secret-source supply',
    environment: 'SESSION_SECRET',
    question: 'The secret (it is not shown):',
    byDefault: 'none: asked for, or SESSION_SECRET',
    isAsked: ({ secretSource }) => secretSource === 'supply',
    defaultOf: () => undefined,
    check: async (value) => (await import('./secret-source.ts')).checkSessionSecret(value),
  },
  {
    name: 'packageManager',
    type: 'text',
    role: 'recorded',
    commands: WITH_ADD,
    isAlwaysRepeated: true,
    flag: '--package-manager <name>',
    about: 'what installs the dependencies',
    values: PACKAGE_MANAGER_NAMES,
    byDefault: 'the one that runs this command, else npm',
    defaultOf: (_answers, { userAgent = '' }) =>
      PACKAGE_MANAGER_NAMES.find((name) => userAgent.startsWith(`${name}/`)) ?? 'npm',
  },
  {
    name: 'mail',
    type: 'switch',
    role: 'recorded',
    commands: WITH_APP,
    before: false,
    flag: '--[no-]mail',
    about: 'what accounts need mail for: forgotten passwords, confirmed and changed addresses',
    byDefault: 'on for auth and api; minimal has no accounts',
    defaultOf: hasExtras,
    misfit: ({ mail, template }) =>
      mail && template === 'minimal'
        ? 'it is for accounts, and the template minimal has none'
        : undefined,
  },
  {
    name: 'docker',
    type: 'switch',
    role: 'recorded',
    commands: WITH_APP,
    flag: '--[no-]docker',
    about: 'a Dockerfile and a compose.yaml',
    byDefault: 'on for auth and api, off for minimal',
    defaultOf: hasExtras,
  },
  {
    name: 'ci',
    type: 'switch',
    role: 'recorded',
    commands: WITH_APP,
    flag: '--[no-]ci',
    about: 'a GitHub Actions workflow',
    byDefault: 'on for auth and api, off for minimal',
    defaultOf: hasExtras,
  },
  {
    name: 'devDatabase',
    type: 'switch',
    role: 'recorded',
    commands: WITH_APP,
    flag: '--[no-]dev-database',
    about: 'a script that starts a MongoDB for development and tests',
    byDefault: 'on',
    defaultOf: () => true,
  },
  {
    name: 'install',
    type: 'switch',
    role: 'step',
    commands: WITH_ADD,
    flag: '--no-install',
    about: 'install the dependencies',
    byDefault: 'on',
    defaultOf: () => true,
  },
  {
    name: 'git',
    type: 'switch',
    role: 'step',
    commands: CREATE,
    flag: '--no-git',
    about: 'start a git repository with a first commit',
    byDefault: 'on',
    defaultOf: () => true,
  },
  {
    name: 'checkDatabase',
    type: 'switch',
    role: 'step',
    commands: ['create', 'add'],
    flag: '--no-check-database',
    about: 'look whether the database answers',
    byDefault: 'on',
    defaultOf: () => true,
  },
];

/** The rows that a command takes. An app that exists keeps what it has, unless another answer is given. */
export function choicesOf(command: CommandName): readonly Choice[] {
  const rows = CHOICES.filter(({ commands }) => commands.includes(command)) as readonly Choice[];
  if (command !== 'regenerate') return rows;
  return rows.map((row) => (row.role === 'step' ? row : { ...row, byDefault: 'as before' }));
}

/** The answers of one role. */
export function answersOf<R extends Role>(role: R, answers: Partial<Answers>): Partial<Answers> {
  const rows = CHOICES.filter((row) => row.role === role && answers[row.name] !== undefined);
  return Object.fromEntries(rows.map(({ name }) => [name, answers[name]]));
}

function checkDirectory(directory: string): Checked<string> {
  if (directory.trim() === '')
    return { reason: 'a directory needs a name; "." is the current one' };
  if (hasControlCharacter(directory)) return { reason: 'a directory holds no control character' };
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(directory)) {
    return { reason: 'a directory is no URI; MongoDB goes to --mongo-uri' };
  }
  return { value: directory };
}

/** How a row is named in messages: its flag, without what it takes. */
export function flagName({ flag }: Pick<Choice, 'flag'>): string {
  return flag.split(' ', 1)[0] ?? flag;
}
