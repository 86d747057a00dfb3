import { describe, expect, test } from 'vitest';
import { entriesOf } from '../../src/express-app/entry.ts';
import { projectOf } from '../../src/express-app/project.ts';

/** The file that a project starts from, by its package.json, which files it has, and where it builds to. */
function entryOf(
  json: object,
  files: readonly string[],
  build: { outDir?: string; rootDir?: string } = {},
) {
  const texts = new Map(files.map((path) => [path, '']));
  const project = projectOf(texts.set('package.json', JSON.stringify(json)));
  const { outDir, rootDir } = build;
  return project && entriesOf(project, { outDir, rootDir })[0];
}

describe('what a script runs is where the app starts', () => {
  test.each([
    ['node server/run.js', 'server/run.js'],
    ['node ./server/run', 'server/run.js'],
    ['NODE_ENV=production node --max-old-space-size=512 server/run.js --port 80', 'server/run.js'],
    ['cross-env NODE_ENV=production node server/run', 'server/run.js'],
    ['node -r dotenv/config server/run.js', 'server/run.js'],
    ['node --env-file .env server/run.js', 'server/run.js'],
    ['nodemon server/run.js', 'server/run.js'],
    ['nodemon --watch server --exec "node server/run.js"', 'server/run.js'],
    ['pm2 start server/run.js -i max', 'server/run.js'],
    ['babel-node server/run', 'server/run.js'],
    ['./node_modules/.bin/nodemon server/run.js', 'server/run.js'],
    ['npm run build && node server/run.js', 'server/run.js'],
    ['tsx watch src/typed.ts', 'src/typed.ts'],
    ['ts-node src/typed', 'src/typed.ts'],
    ['ts-node -r tsconfig-paths/register src/typed.ts', 'src/typed.ts'],
    ['node --import tsx src/typed.ts', 'src/typed.ts'],
    ['node ./bin/www', 'bin/www'],
    ['node server', 'server/index.js'],
  ])('%s', (start, entry) => {
    const files = ['server/run.js', 'server/index.js', 'src/typed.ts', 'bin/www', 'other.js'];
    expect(entryOf({ scripts: { start } }, files)).toBe(entry);
    expect(entryOf({ scripts: { dev: start } }, files)).toBe(entry);
  });
});

describe('what is compiled is looked for where it is compiled from', () => {
  test.each([
    [{ outDir: './dist', rootDir: './src' }, 'dist/main.js', 'src/main.ts'],
    [{ outDir: 'lib', rootDir: 'source' }, 'lib/main.js', 'source/main.ts'],
    [{}, 'dist/main.js', 'src/main.ts'],
    [{}, 'build/src/main.js', 'src/main.ts'],
  ])('with %j, %s is of %s', (build, compiled, source) => {
    const files = ['src/main.ts', 'source/main.ts'];
    expect(entryOf({ scripts: { start: `node ${compiled}` } }, files, build)).toBe(source);
    expect(entryOf({ main: compiled }, files, build)).toBe(source);
  });
});

describe('where no script says it', () => {
  test.each([
    [{ main: 'lib/start.js' }, ['lib/start.js', 'app.js'], 'lib/start.js'],
    [{ main: 'not-there.js' }, ['app.js'], 'app.js'],
    [{ scripts: { start: 'docker compose up' } }, ['bin/www', 'app.js'], 'bin/www'],
    [{}, ['src/app.ts', 'app.js'], 'src/app.ts'],
    [{}, ['server/index.js', 'index.js'], 'server/index.js'],
    [{}, ['main.mjs'], 'main.mjs'],
  ])('%j: of %j it is %s', (json, files, entry) => expect(entryOf(json, files)).toBe(entry));

  test('and no file has a usual name, there is none', () => {
    expect(entryOf({}, ['one.js', 'lib/two.js'])).toBeUndefined();
  });
});
