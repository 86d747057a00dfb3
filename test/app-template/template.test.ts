import Handlebars from 'handlebars';
import { expect, test } from 'vitest';
import { compileTemplate, readTemplates } from '../../build/templates.ts';
import { contextOf } from '../../src/app-template/render.ts';
import { additionContext } from '../../src/app-template/render-add.ts';
import { HELPER_NAMES, renderTemplate } from '../../src/app-template/template.ts';
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
const OURS = [
  ...['dashes', 'run', 'test', 'install', 'execute', 'toolVersion', 'extension', 'name'],
];

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
  expect(rendering('{{#if missing}}one{{/if}}')).toThrow('common/a.hbs:1: ');
  // What every object has is no value of a template.
  expect(rendering('{{constructor}}')).toThrow('common/a.hbs:1: ');
});

test.each([
  ['a helper that does not exist', '{{shout there}}', 'shout'],
  ['a helper with two values', '{{js there there}}', 'js'],
  ['a helper with a word', "{{js 'there'}}", 'names alone'],
  ['a path', '{{there.length}}', 'names alone'],
  ['an option', '{{js there a=there}}', 'names alone'],
  ['another block', '{{#each there}}{{/each}}', 'nothing else'],
  ['a part of another file', '{{> other}}', 'nothing else'],
])('%s is an error when the package is built, by its line', (_what, template, words) => {
  expect(() => compileTemplate(`one\n${template}`)).toThrow(/^line 2: /);
  expect(() => compileTemplate(`one\n${template}`)).toThrow(words);
});

test.each([
  ['a value', 'a {{word}} b', 'a tea b'],
  ['what is Handlebars to somebody else', 'a \\{{word}} b', 'a {{word}} b'],
  ['if', '{{#if yes}}a{{/if}}{{#if no}}b{{/if}}', 'a'],
  ['else', '{{#if no}}a{{else}}b{{/if}}', 'b'],
  ['else if', '{{#if no}}a{{else if yes}}b{{else}}c{{/if}}', 'b'],
  ['unless', '{{#unless yes}}a{{else}}b{{/unless}}{{#unless no}}c{{/unless}}', 'bc'],
  ['one in the other', '{{#if yes}}a{{#if no}}b{{/if}}{{word}}{{/if}}', 'atea'],
  [
    'blocks on lines of their own, which go',
    'a\n  {{#if yes}}\n  b\n  {{/if}}\nc\n',
    'a\n  b\nc\n',
  ],
])('%s is rendered as Handlebars does', (_what, template, text) => {
  const context = { yes: true, no: false, word: 'tea' };
  expect(render(template, context)).toBe(text);
  expect(Handlebars.compile(template, { noEscape: true })(context)).toBe(text);
});

/** Compiles a template as the build does, and renders it as a run does. */
function render(template: string, context: object): string {
  return renderTemplate('common/a.hbs', compileTemplate(template), context);
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
