import { join } from 'node:path';
import fs from 'fs-extra';
import { check, getFileInfo } from 'prettier';
import { expect, test } from 'vitest';
import { LANGUAGES, TEMPLATES } from '../../src/choices/table.ts';
import { PACKAGE_MANAGER_NAMES } from '../../src/package-managers.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { renderChoices, textsOf } from '../bed/render.ts';
import { sample } from '../bed/sample.ts';

const VARIANTS = TEMPLATES.flatMap((template) =>
  LANGUAGES.flatMap((language) =>
    PACKAGE_MANAGER_NAMES.flatMap((packageManager) =>
      [true, false].map((extras) => ({ template, language, packageManager, extras })),
    ),
  ),
);

test.each(sample('apps that Prettier looks at', VARIANTS, 12))(
  'Prettier leaves $template in $language with $packageManager as it is (extras: $extras)',
  async ({ extras, ...choices }) => {
    const all = { docker: extras, ci: extras, devDatabase: extras, mail: extras };
    const texts = textsOf(await renderChoices({ ...choices, ...all }));
    const folder = temporaryFolder();
    const ignorePath = join(folder, '.prettierignore');
    await fs.writeFile(ignorePath, texts.get('.prettierignore') ?? '');
    const style = JSON.parse(texts.get('.prettierrc.json') ?? '');

    const looked: string[] = [];
    for (const [path, text] of texts) {
      const { ignored, inferredParser } = await getFileInfo(join(folder, path), { ignorePath });
      if (ignored || inferredParser === null) continue;
      const isYamlOrCss = /\.(ya?ml|css)$/.test(path);
      const options = isYamlOrCss ? { ...style, ...style.overrides[0].options } : style;
      expect([path, await check(text, { ...options, filepath: path })]).toEqual([path, true]);
      looked.push(path);
    }
    expect(looked).toContain(`src/app.${choices.language === 'typescript' ? 'ts' : 'js'}`);
    expect(looked).toContain('package.json');
  },
);
