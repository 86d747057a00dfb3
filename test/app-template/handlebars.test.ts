import Handlebars from 'handlebars';
import { expect, test } from 'vitest';
import { precompile, readTemplates } from '../../build/templates.ts';
import { HELPER_NAMES, renderTemplate } from '../../src/app-template/handlebars.ts';
import { contextOf } from '../../src/app-template/render.ts';
import { additionContext } from '../../src/app-template/render-add.ts';
import { DEFAULT_CHOICES, TEMPLATES } from '../bed/render.ts';

const ADDITION_KEYS = Object.keys(
  additionContext({
    name: 'their-app',
    language: 'javascript',
    folder: 'src/session',
    ending: '',
    how: 'middleware',
    cookiePrefix: 'their-app',
    database: 'their-app',
    collection: 'sessions',
    driver: 'mongodb',
    uriKey: 'MONGODB_URI',
    loadsEnvironment: true,
  }),
);

test('every template uses values that exist, and writes them through a helper', () => {
  const keys = Object.keys(contextOf(DEFAULT_CHOICES));
  let mustaches = 0;
  for (const [layer, files] of readTemplates(TEMPLATES)) {
    for (const [path, text] of files) {
      if (!path.endsWith('.hbs')) continue;
      for (const { used, bare, line } of usesIn(text)) {
        mustaches += 1;
        expect(layer === 'add' ? ADDITION_KEYS : keys, `${layer}/${path}:${line}`).toContain(used);
        // Words of ours stand as they are; what a user chose is written for the place it lands in.
        if (bare) expect(OURS, `${layer}/${path}:${line}`).toContain(used);
      }
    }
  }
  expect(mustaches).toBeGreaterThan(50);
});

/** Values that no user types: commands and endings. A legal npm name needs no escape in Markdown. */
const OURS = ['dashes', 'run', 'test', 'install', 'extension', 'name'];

interface Use {
  used: string;
  bare: boolean;
  line: number;
}

function usesIn(template: string): Use[] {
  const uses: Use[] = [];
  const visitor = new Handlebars.Visitor();
  const path = (expression: hbs.AST.Expression) => (expression as hbs.AST.PathExpression).original;
  visitor.MustacheStatement = (node) => {
    const helper = HELPER_NAMES.includes(path(node.path as hbs.AST.PathExpression));
    const value = helper
      ? (node.params[0] as hbs.AST.Expression)
      : (node.path as hbs.AST.Expression);
    uses.push({ used: path(value), bare: !helper, line: node.loc.start.line });
  };
  visitor.BlockStatement = function (this: Handlebars.Visitor, node) {
    uses.push({
      used: path(node.params[0] as hbs.AST.Expression),
      bare: false,
      line: node.loc.start.line,
    });
    Handlebars.Visitor.prototype.BlockStatement.call(this, node);
  };
  visitor.accept(Handlebars.parse(template));
  return uses;
}

test('a missing value is an error that names the template and the line', () => {
  const rendering = (template: string) => () => render(template, { there: 'x' });
  expect(rendering('one\ntwo {{js missing}}')).toThrow('common/a.hbs:2: ');
  expect(rendering('one\n{{#if there}}\n{{missing}}\n{{/if}}')).toThrow('common/a.hbs:3: ');
});

test('a helper that does not exist is an error when the package is built', () => {
  expect(() => precompile('{{shout there}}')).toThrow('shout');
});

/** Compiles a template as the build does, and renders it as a run does. */
function render(template: string, context: object): string {
  const compiled = new Function(`return ${precompile(template)}`)();
  return renderTemplate('common/a.hbs', compiled, context);
}

test.each([
  ['js', "it's", `"it's"`],
  ['js', `"both" it's`, `'"both" it\\'s'`],
  ['js', 'a\\b\n', `'a\\\\b\\n'`],
  ['json', '"', '"\\""'],
  ['yaml', 'a: b # c', '"a: b # c"'],
  ['md', 'a&b', '`a&b`'],
  ['md', '`a|', '<code>&#96;a&#124;</code>'],
  ['md', ' ', '<code>&#32;</code>'],
  ['env', 'a b', "'a b'"],
  ['env', "it's", '"it\'s"'],
])('%s writes %j as %s', (helper, value, written) => {
  expect(render(`{{${helper} value}}`, { value })).toBe(written);
});
