import { describe, expect, test } from 'vitest';
import type { Choices } from '../../src/choices/table.ts';
import { renderChoices, textsOf } from '../bed/render.ts';
import { examineSource } from './small-apps.ts';

const VARIANTS: Partial<Choices>[] = (['minimal', 'auth', 'api'] as const).flatMap((template) =>
  (['typescript', 'javascript'] as const).flatMap((language) =>
    (['generate', 'file'] as const).map((secretSource) => ({ template, language, secretSource })),
  ),
);

describe('a created app holds every check of the source', () => {
  test.each(VARIANTS.map((choices) => [Object.values(choices).join(' '), choices] as const))(
    '%s',
    async (_, choices) => {
      const { findings, checks } = examineSource(textsOf(await renderChoices(choices)));
      expect(findings).toEqual([]);
      expect(checks.filter(({ status }) => status !== 'holds')).toEqual([]);
    },
  );
});
