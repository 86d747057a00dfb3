import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fs from 'fs-extra';
import { expect, test } from 'vitest';
import { temporaryFolder } from './bed/folder.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const BIOME = join(ROOT, 'node_modules/.bin/biome');

/** What our configuration says about a line of code in a room. */
async function lint(room: string, code: string): Promise<string> {
  const folder = temporaryFolder();
  const { vcs, $schema, ...configuration } = await fs.readJson(join(ROOT, 'biome.json'));
  await fs.outputJson(join(folder, 'biome.json'), configuration);
  await fs.outputFile(join(folder, `src/${room}/rule.ts`), code);
  return spawnSync(BIOME, ['lint', 'src'], { cwd: folder, encoding: 'utf8' }).stderr;
}

// One forbidden import per room, and one that it may have.
test.each([
  ['choices', '../plan/plan.ts', '../secret.ts'],
  ['choices', 'node:fs', 'node:path'],
  ['project', '../apply/apply.ts', 'node:fs'],
  ['toolchain', '../project/snapshot.ts', 'execa'],
  ['app-template', '../project/snapshot.ts', '../choices/table.ts'],
  ['app-template', 'node:fs', 'handlebars'],
  ['plan', '../apply/apply.ts', '../project/snapshot.ts'],
  ['plan', 'fs-extra', '../file-tree.ts'],
  ['apply', '../terminal/report.ts', '../plan/plan.ts'],
  ['terminal', '../choices/table.ts', '../toolchain/step.ts'],
])('src/%s may not import %s, but %s', async (room, forbidden, allowed) => {
  const use = (path: string) => `import { thing } from '${path}';\nexport const other = thing;\n`;
  expect(await lint(room, use(forbidden))).toMatch(/noRestrictedImports/);
  expect(await lint(room, use(allowed))).not.toMatch(/noRestrictedImports/);
});
