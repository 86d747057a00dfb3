import { expect, test } from 'vitest';
import { joinReadme } from '../../src/app-template/readme.ts';

test('puts what the layers say under a heading below one heading, in the order of the first part', () => {
  const outline = '# app\n\n## Start\n\nRun it.\n\n## Files\n\n## Nobody writes here\n';
  const readme = joinReadme([outline, 'About it.\n\n## Files\n\nOne.\n\n## Start\n\nOpen it.\n']);
  expect(readme).toBe(
    '# app\n\nAbout it.\n\n## Start\n\nRun it.\n\nOpen it.\n\n## Files\n\nOne.\n',
  );
});

test('rows go on with their table and items with their list, at the place that the outline names', () => {
  const outline =
    '## Files\n\n| | |\n| --- | --- |\n<!-- layers -->\n| z | |\n\n## Rules\n\n- one\n  two\n';
  const parts = [outline, '## Files\n\n| a | |\n', '## Rules\n\n- three\n\n## Files\n\n| b | |\n'];
  expect(joinReadme(parts)).toBe(
    '## Files\n\n| | |\n| --- | --- |\n| a | |\n| b | |\n| z | |\n\n## Rules\n\n- one\n  two\n- three\n',
  );
});

test('after an item that ends with code a blank line stands', () => {
  const item = '## Rules\n\n- one:\n\n  ```js\n  x();\n  ```\n';
  expect(joinReadme([item, '## Rules\n\n- two\n'])).toBe(`${item}\n- two\n`);
});

test('a line of code is no heading', () => {
  const code = '## Start\n\n```sh\n## not a heading\n```\n';
  expect(joinReadme([code, '## Start\n\nMore.\n'])).toBe(`${code}\nMore.\n`);
});
