import type { OwnedApp } from './owned-app.ts';
import type { Edit } from './owners-edits.ts';

const NO_DATABASE = ['--no-dev-database'];
const LOGINS = ['--collection', 'logins'];
const typescript = ({ language }: OwnedApp) => language === 'typescript';
const minimal = ({ template }: OwnedApp) => template === 'minimal';
const extras = (app: OwnedApp) => app.has('compose.yaml');

const inTabs = (text: string) =>
  text.replace(/^( {2})+/gm, (blanks) => '\t'.repeat(blanks.length / 2));
const inWindows = (text: string) => text.replaceAll('\n', '\r\n');

export const EDITS_OF_SETTINGS: readonly Edit[] = [
  {
    what: 'raises a dependency',
    make: (app) => app.replace('package.json', '"express": "^5.1.0"', '"express": "^5.1.1"'),
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'adds a dependency',
    make: (app) =>
      app.replace(
        'package.json',
        '"dependencies": {',
        '"dependencies": {\n    "shop-window": "^1.0.0",',
      ),
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'adds a script',
    make: (app) => app.replace('package.json', '"scripts": {', '"scripts": {\n    "lint": "true",'),
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'changes a script that stays',
    make: (app) =>
      app.replace('package.json', '"start": "node ', '"start": "node --enable-source-maps '),
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'changes a script that we change',
    make: (app) => app.replace('package.json', 'node --watch ', 'node --watch --inspect '),
    answers: NO_DATABASE,
  },
  {
    what: 'wants a newer Node',
    make: (app) => app.replace('package.json', '>=20.19', '>=24'),
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'puts the keys of package.json in another order',
    make: (app) =>
      app.edit(
        'package.json',
        (text) =>
          `${JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()), null, 2)}\n`,
      ),
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'indents package.json with tabs',
    make: (app) => app.edit('package.json', inTabs),
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'saves package.json with CRLF and a byte order mark',
    make: (app) => app.edit('package.json', (text) => `\uFEFF${inWindows(text)}`),
    answers: NO_DATABASE,
    apart: true,
    alone: true,
  },
  {
    what: 'comments tsconfig.json',
    make: (app) =>
      app.replace(
        'tsconfig.json',
        '"strict": true,',
        '// As strict as can be.\n    "strict": true, /* really */',
      ),
    fits: typescript,
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'changes an option of the compiler',
    make: (app) =>
      app.replace(
        'tsconfig.json',
        '"noUncheckedIndexedAccess": true',
        '"noUncheckedIndexedAccess": false',
      ),
    fits: typescript,
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'adds lines to .gitignore',
    make: (app) => app.append('.gitignore', '/uploads/\n'),
    answers: NO_DATABASE,
  },
  {
    what: 'adds lines at the top of .gitignore',
    make: (app) => app.edit('.gitignore', (text) => `/uploads/\n${text}`),
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'writes another README',
    make: (app) => app.write('README.md', "# Ann's shop\n\nWe sell tea.\n"),
    fits: (app) => app.has('README.md'),
    answers: NO_DATABASE,
  },
  {
    what: 'adds a paragraph to the README',
    make: (app) => app.above('README.md', 'On SIGTERM', 'We sell tea.\n\n'),
    fits: (app) => app.has('README.md'),
    answers: NO_DATABASE,
  },
  {
    what: 'has a README of their own where we had none',
    make: (app) => app.write('README.md', '# Tea\n'),
    fits: (app) => !app.has('README.md'),
  },
  {
    what: 'edits the script that we take away',
    make: (app) => app.append('scripts/dev-database', '// Ann was here.\n'),
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'deletes README.md',
    make: (app) => app.remove('README.md'),
    fits: (app) => app.has('README.md'),
    answers: NO_DATABASE,
    apart: true,
    alone: true,
  },
  {
    what: 'publishes another port',
    make: (app) => app.replace('compose.yaml', '127.0.0.1:3000:3000', '127.0.0.1:8080:3000'),
    fits: extras,
    apart: true,
  },
  {
    what: 'adds a service',
    make: (app) =>
      app.replace('compose.yaml', /^services:\n/m, 'services:\n  cache:\n    image: redis:8\n\n'),
    fits: extras,
    apart: true,
  },
  {
    what: 'rewrites the health check',
    make: (app) => app.replace('compose.yaml', 'rs.status().ok }', 'rs.status().ok === 1 }'),
    fits: (app) => extras(app) && minimal(app),
  },
  {
    what: 'adds a step to the image',
    make: (app) => app.above('Dockerfile', 'HEALTHCHECK', 'LABEL shop=open\n'),
    fits: extras,
    apart: true,
  },
  {
    what: 'adds a step to the workflow',
    make: (app) => app.append('.github/workflows/ci.yml', '      - run: npm audit\n'),
    fits: extras,
    answers: NO_DATABASE,
    apart: true,
  },
  {
    what: 'puts .env in another order',
    make: (app) => app.edit('.env', (text) => text.split('\n').reverse().join('\n')),
    answers: LOGINS,
    apart: true,
  },
  {
    what: 'comments .env',
    make: (app) =>
      app.edit('.env', (text) =>
        text.replace(
          'SESSION_COLLECTION=sessions',
          '# Ours:\nSESSION_COLLECTION=sessions # not logins',
        ),
      ),
    answers: LOGINS,
    apart: true,
  },
  {
    what: 'quotes in .env, and exports',
    make: (app) => app.edit('.env', (text) => text.replace(/^([A-Z_]+)=(\S+)/gm, 'export $1="$2"')),
    answers: LOGINS,
    apart: true,
  },
  {
    what: 'adds keys of their own to .env',
    make: (app) => app.append('.env', "\nSHOP=open\nKEY='two\nlines'\n"),
    answers: LOGINS,
    apart: true,
  },
  {
    what: 'saves .env with CRLF',
    make: (app) => app.edit('.env', inWindows),
    answers: LOGINS,
    apart: true,
  },
  {
    what: 'names another collection in .env',
    make: (app) => app.replace('.env', 'COLLECTION=sessions', 'COLLECTION=shoppers'),
    answers: LOGINS,
  },
  { what: 'deletes .env', make: (app) => app.remove('.env'), apart: true, alone: true },
  {
    what: 'comments .env.example',
    make: (app) => app.append('.env.example', '\n# SHOP=open\n'),
    apart: true,
  },
];
