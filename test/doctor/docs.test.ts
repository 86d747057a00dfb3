import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHECKS } from '../../src/doctor/checks.ts';

const PAGE = readFileSync(new URL('../../docs/doctor.md', import.meta.url), 'utf8');

test('docs/doctor.md has a section for each check, in their order', () => {
  const sections = [...PAGE.matchAll(/^### `(.*)`$/gm)].map(([, code]) => code);
  expect(sections).toEqual(CHECKS.map(({ code }) => code));
});

test.each(CHECKS.map((check) => [check.code, check] as const))(
  'the section of %s says what it is, how grave, how it is found, before and after',
  (code, { about, severity }) => {
    const section = PAGE.split(`### \`${code}\`\n`)[1]?.split(/^##/m)[0] ?? '';
    expect(section).toContain(`**${about}** (${severity}).`);
    expect(section).toContain('Found');
    expect(section.match(/```/g)).toHaveLength(4);
  },
);
