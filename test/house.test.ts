import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fs from 'fs-extra';
import { expect, test } from 'vitest';
import { temporaryFolder } from './bed/folder.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const BIOME = join(ROOT, 'node_modules/.bin/biome');

/** What our configuration says about the code of a file. */
async function lint(path: string, code: string): Promise<string> {
  const folder = temporaryFolder();
  const { vcs, $schema, ...configuration } = await fs.readJson(join(ROOT, 'biome.json'));
  await fs.outputJson(join(folder, 'biome.json'), configuration);
  await fs.outputFile(join(folder, path), code);
  return spawnSync(BIOME, ['lint', 'src'], { cwd: folder, encoding: 'utf8' }).stderr;
}

// One forbidden import per room, and one that it may have.
test.each([
  ['choices', '../plan/plan.ts', '../secret.ts'],
  ['choices', 'node:fs', 'node:path'],
  ['project', '../apply/apply.ts', 'node:fs'],
  ['toolchain', '../project/snapshot.ts', 'execa'],
  ['app-template', '../project/snapshot.ts', '../choices/table.ts'],
  ['app-template', 'node:fs', 'magic-string'],
  ['express-app', '../project/snapshot.ts', '../errors.ts'],
  ['express-app', 'node:fs', '@babel/types'],
  ['doctor', '../plan/plan.ts', '../express-app/values.ts'],
  ['doctor', 'node:fs', '../project/app.ts'],
  ['plan', '../apply/apply.ts', '../project/snapshot.ts'],
  ['plan', 'fs-extra', '../file-tree.ts'],
  ['apply', '../terminal/document.ts', '../plan/plan.ts'],
  ['terminal', '../choices/table.ts', '../toolchain/step.ts'],
  ['steps', '../commands/create.ts', '../terminal/document.ts'],
  ['steps', '../commands/add.ts', '../express-app/verdict.ts'],
  ['steps', '../cli/doctor.ts', '../doctor/examine.ts'],
  ['commands', '../cli/program.ts', '../steps/run.ts'],
  ['cli', '../project/app.ts', '../commands/create.ts'],
  ['choices', '../cli.ts', '../errors.ts'],
  // A room that nobody has named yet.
  ['plan', '../attic/box.ts', '../errors.ts'],
])('src/%s may not import %s, but %s', async (room, forbidden, allowed) => {
  const file = `src/${room}/rule.ts`;
  expect(await lint(file, imports(forbidden))).toMatch(/noRestrictedImports/);
  expect(await lint(file, imports(allowed))).not.toMatch(/noRestrictedImports/);
});

test('a leaf may import a leaf, but no room', async () => {
  expect(await lint('src/rule.ts', imports('./plan/plan.ts'))).toMatch(/noRestrictedImports/);
  expect(await lint('src/rule.ts', imports('./errors.ts'))).not.toMatch(/noRestrictedImports/);
});

test('each room has a rule', async () => {
  const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true });
  const { overrides } = await fs.readJson(join(ROOT, 'biome.json'));
  const named = overrides.flatMap(({ includes }: { includes: string[] }) => includes);
  for (const { name } of rooms.filter((entry) => entry.isDirectory())) {
    expect(named).toContain(`src/${name}/**`);
  }
});

function imports(path: string): string {
  return `import { thing } from '${path}';\nexport const other = thing;\n`;
}
