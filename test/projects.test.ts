import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createVitest } from 'vitest/node';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The files of each project, as the configuration has them. */
async function filesOfProjects(): Promise<Map<string, string[]>> {
  const vitest = await createVitest('test', { root: ROOT, watch: false });
  try {
    const files = new Map(vitest.projects.map(({ name }) => [name, [] as string[]]));
    for (const { project, moduleId } of await vitest.globTestSpecifications()) {
      files.get(project.name)?.push(moduleId);
    }
    return files;
  } finally {
    await vitest.close();
  }
}

/** A file of the tests, and all others of them that it imports, however far away. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:im|ex)port [^;]*? from '(\.[^']+)'/gm);
  for (const [, path = ''] of imports) {
    const imported = join(dirname(file), path);
    if (imported.startsWith(join(ROOT, 'test'))) withImports(imported, seen);
  }
  return seen;
}

test('a test file is in one project, and none of `unit` needs what only the setup of `real` makes', async () => {
  const projects = await filesOfProjects();
  const [unit = [], real = []] = [projects.get('unit'), projects.get('real')];
  expect(unit.length).toBeGreaterThan(10);
  expect(real.length).toBeGreaterThan(10);
  expect(unit.filter((file) => real.includes(file))).toEqual([]);

  const misplaced = unit.flatMap((file) => {
    const users = [...withImports(file)].filter((path) =>
      /\binject\(/.test(readFileSync(path, 'utf8')),
    );
    return users.map((user) => `${relative(ROOT, file)} uses ${relative(ROOT, user)}`);
  });
  expect(misplaced).toEqual([]);
});
