import { expect, test } from 'vitest';
import { renderAddition } from '../../src/app-template/render-add.ts';
import { readLayers } from '../bed/render.ts';

const ADDITION = {
  name: 'their-app',
  folder: 'src/session',
  cookiePrefix: 'their-app',
  database: 'their-app',
  collection: 'sessions',
  driver: 'mongodb',
  uriKey: 'MONGODB_URI',
  loadsEnvironment: true,
} as const;

const KINDS = (['javascript', 'typescript'] as const).flatMap((language) =>
  (['middleware', 'store'] as const).flatMap((how) =>
    (language === 'javascript' ? ([''] as const) : (['', '.js', '.ts'] as const)).map((ending) => ({
      language,
      how,
      ending,
    })),
  ),
);

test.each(KINDS)(
  'in $language, for a $how, with "$ending", every file that is named is there',
  async (kind) => {
    const tree = renderAddition(await readLayers(kind.language), { ...ADDITION, ...kind });
    const own = kind.language === 'javascript' ? '.mjs' : '.ts';
    const named = [...tree.values()].flatMap(({ content }) =>
      [...String(content).matchAll(/\bfrom '(\.[^']*)'/g)].map(([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) {
      expect(name).toMatch(/^\.\/[\w-]+(\.\w+)?$/);
      expect([...tree.keys()]).toContain(
        `src/session/${name.slice(2).replace(/\.\w+$/, '')}${own}`,
      );
    }
  },
);
