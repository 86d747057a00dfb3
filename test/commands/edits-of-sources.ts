import fs from 'fs-extra';
import type { OwnedApp } from './owned-app.ts';
import type { Edit } from './owners-edits.ts';

const typescript = ({ language }: OwnedApp) => language === 'typescript';
const minimal = ({ template }: OwnedApp) => template === 'minimal';
const auth = ({ template }: OwnedApp) => template === 'auth';
const api = ({ template }: OwnedApp) => template === 'api';

const inTabs = (text: string) =>
  text.replace(/^( {2})+/gm, (blanks) => '\t'.repeat(blanks.length / 2));
const inWindows = (text: string) => text.replaceAll('\n', '\r\n');
const inDoubleQuotes = (text: string) => text.replaceAll("'", '"');
const sorted = (lines: string) => lines.split('\n').sort().join('\n');

/** A line of `src/app` that we have left alone, with those around it. */
const placeForRoutes = (app: OwnedApp) =>
  minimal(app) ? 'app.use(notFound' : 'app.use(requestLog';

export const EDITS_OF_SOURCES: readonly Edit[] = [
  {
    what: 'adds a route',
    make: (app) =>
      app.above(
        'src/app',
        placeForRoutes(app),
        `  app.get('/about', (_req, res) => {\n    res.json({ about: 'us' });\n  });\n\n`,
      ),
    apart: true,
  },
  {
    what: 'adds a middleware',
    make: (app) =>
      app.above(
        'src/app',
        placeForRoutes(app),
        `  app.use((_req, res, next) => {\n    res.set('X-Shop', 'open');\n    next();\n  });\n`,
      ),
    apart: true,
  },
  {
    what: 'moves a middleware',
    make: (app) =>
      app.edit('src/app', (text) => text.replace(/( +app\.use\(health.*\n)(.*\n)/, '$2$1')),
  },
  {
    what: 'extracts a function',
    make: (app) => {
      const types = typescript(app);
      const lines = /( +app\.disable\('x-powered-by'\);\n)( +app\.set\('trust proxy'.*\n)/;
      const [found = ''] = lines.exec(app.read('src/app')) ?? [];
      app.replace('src/app', lines, '  prepare(app, config);\n');
      const parameters = types ? 'app: express.Express, config: Config' : 'app, config';
      app.append('src/app', `\nfunction prepare(${parameters}) {\n${found}}\n`);
    },
  },
  {
    what: 'renames a variable',
    make: (app) => app.edit('src/app', (text) => text.replace(/\bapp\b(?=[.;)( =])/g, 'server')),
  },
  {
    what: 'renames a file, and what imports it',
    moves: () => [['src/log', 'src/logger']],
    make: (app) => {
      const sources = ['src/app', 'src/errors', 'src/server', 'src/session/store', 'test/app.test'];
      for (const name of [
        ...sources,
        'src/session/middleware',
        'src/session/connection',
        'test/bed',
      ]) {
        if (!app.has(name)) continue;
        const text = app.read(name);
        app.write(name, text.replace(/\/log\.(ts|js)'/g, "/logger.$1'"));
      }
    },
  },
  {
    what: 'moves a file that we changed into a folder, and edits it',
    moves: () => [['src/errors', 'src/http/errors']],
    make: (app) => {
      app.edit(
        'src/http/errors',
        (text) => `// (c) Ann's shop\n\n${text.replaceAll("'./", "'../")}`,
      );
      for (const name of app.sources()) {
        const text = app.read(name);
        app.write(name, text.replace(/'\.\/errors\.(ts|js)'/g, "'./http/errors.$1'"));
      }
    },
  },
  {
    what: 'renames a folder, and what imports from it',
    moves: (app) =>
      app
        .sources()
        .filter((name) => name.startsWith('src/session/'))
        .map((name) => [name, name.replace('/session/', '/sessions/')]),
    make: (app) => {
      for (const name of app.sources()) {
        const text = app.read(name);
        app.write(name, text.replaceAll('/session/', '/sessions/'));
      }
    },
  },
  { what: 'deletes a file that we changed', make: (app) => app.remove('src/errors') },
  { what: 'deletes a file that we did not', make: (app) => app.remove('test/app.test') },
  { what: 'indents with tabs', make: (app) => app.edit('src/errors', inTabs) },
  {
    what: 'prefers double quotes',
    make: (app) => app.edit('test/app.test', inDoubleQuotes),
    fits: minimal,
    apart: true,
  },
  {
    what: 'prefers them where we changed lines',
    make: (app) => app.edit('src/config', inDoubleQuotes),
  },
  {
    what: 'sorts imports',
    fits: typescript,
    make: (app) =>
      app.edit('src/session/middleware', (text) =>
        text.replace(/^(import .*\n)+/, (lines) => `${sorted(lines.trimEnd())}\n`),
      ),
  },
  { what: 'saves with CRLF', make: (app) => app.edit('src/config', inWindows), apart: true },
  {
    what: 'saves with CRLF, and adds a function',
    make: (app) => {
      app.edit('src/session/connection', inWindows);
      app.append('src/session/connection', '\r\nexport const OWN_LIMIT = 3;\r\n');
    },
    apart: true,
  },
  {
    what: 'saves with a byte order mark',
    make: (app) => app.edit('src/errors', (text) => `\uFEFF${text}`),
    apart: true,
  },
  {
    what: 'loses the final newline',
    make: (app) => app.edit('src/session/middleware', (text) => text.trimEnd()),
    apart: true,
  },
  {
    what: 'loses the final newline where we add lines',
    make: (app) => app.edit('src/errors', (text) => text.trimEnd()),
  },
  {
    what: 'takes blank lines out',
    make: (app) => app.edit('src/config', (text) => text.replaceAll('\n\n', '\n')),
  },
  {
    what: 'puts a licence above',
    make: (app) => app.edit('test/app.test', (text) => `// (c) Ann's shop\n\n${text}`),
    apart: true,
  },
  {
    what: 'adds a setting',
    make: (app) => {
      if (typescript(app))
        app.edit('src/config', (text) =>
          text.replace('  production: boolean;\n', '  production: boolean;\n  shop: string;\n'),
        );
      app.edit('src/config', (text) =>
        text.replace(/^ {4}production,\n/m, "    production,\n    shop: env.SHOP ?? 'open',\n"),
      );
    },
  },
  {
    what: 'changes the port by default',
    make: (app) => app.replace('src/config', ' 3000', ' 4000'),
  },
  {
    what: 'adds a function at the end',
    make: (app) => app.append('src/errors', '\nexport const TEAPOT = 418;\n'),
  },
  {
    what: 'changes the message of an error',
    make: (app) => app.replace('src/errors', 'there is no', 'nothing here:'),
    fits: minimal,
    apart: true,
  },
  {
    what: 'changes a line that we changed',
    make: (app) => app.replace('src/errors', "'internal error'", "'our fault'"),
    fits: minimal,
  },
  {
    what: 'adds a test',
    make: (app) =>
      app.append(
        'test/app.test',
        `\ntest('nobody asks for tea', () => {\n  assert.equal(418, 418);\n});\n`,
      ),
    apart: true,
  },
  {
    what: 'makes a file executable',
    make: (app) => fs.chmodSync(app.absolute('scripts/dev-database'), 0o755),
    apart: true,
  },
  {
    what: 'moves a file away and links to it',
    make: (app) => {
      app.move('test/app.test', 'test/own');
      fs.symlinkSync(app.path('test/own').slice('test/'.length), app.absolute('test/app.test'));
    },
    // Elsewhere its template has changed, and then a link is a conflict.
    fits: ({ template }) => template === 'minimal',
    apart: true,
  },
  {
    what: 'moves a file away that we changed, and links to it',
    conflict: 'ours',
    make: (app) => {
      app.move('src/errors', 'shared/errors.txt');
      fs.symlinkSync('../shared/errors.txt', app.absolute('src/errors'));
    },
  },
  {
    what: 'puts another colour into the style sheet',
    make: (app) => app.replace('public/style.css', '#55605a', '#123456'),
    fits: auth,
  },
  {
    what: 'adds a rule to the style sheet',
    make: (app) => app.append('public/style.css', '\n.shop {\n  margin: 0;\n}\n'),
    fits: auth,
  },
  {
    what: 'adds a line to the footer',
    make: (app) => app.above('views/partials/footer.ejs', '</main>', "      <p>Ann's shop</p>\n"),
    fits: auth,
    apart: true,
  },
  {
    what: 'rewrites a page',
    make: (app) => app.replace('views/home.ejs', 'You are not logged in.', 'Welcome to the shop.'),
    fits: auth,
  },
  {
    what: 'describes a path of the API',
    make: (app) =>
      app.above('openapi.yaml', '  /livez:', '  /api/shop:\n    get:\n      summary: The shop\n'),
    fits: api,
    apart: true,
  },
  {
    what: 'describes an answer of the API',
    make: (app) =>
      app.edit('openapi.yaml', (text) =>
        text.replaceAll(
          '"503": { $ref: "#/components/responses/Problem" }',
          '"503": { $ref: "#/components/responses/Away" }',
        ),
      ),
    fits: api,
  },
];
