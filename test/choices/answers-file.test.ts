import { describe, expect, test } from 'vitest';
import { parseAnswers } from '../../src/choices/answers-file.ts';
import { CHOICES } from '../../src/choices/table.ts';
import { CommandError, type Problem } from '../../src/errors.ts';

function problemsOf(text: string): readonly Problem[] {
  try {
    parseAnswers(text, 'answers.json');
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.problems;
  }
  throw new Error('this file was taken');
}

test('gives the answers by their names', () => {
  const text = '{ "$schema": "./x.json", "directory": "shop", "docker": false, "git": true }';
  expect(parseAnswers(text, 'a')).toEqual({ directory: 'shop', docker: false, git: true });
  expect(parseAnswers('{}', 'a')).toEqual({});
  expect(parseAnswers('{\r\n  "name": "a\\u0062\\n"\r\n}\r\n', 'a')).toEqual({ name: 'ab\n' });
});

describe('names the line', () => {
  test.each<[string, string, number, RegExp]>([
    ['an unknown key', '{\n  "docker": true,\n  "colour": "red"\n}', 3, /"colour" is no choice/],
    ['a key in other letters', '{\n"mongo-uri": "x"}', 2, /"mongo-uri" is no choice/],
    ['a key of every object', '{\n"__proto__": {}}', 2, /"__proto__" is no choice/],
    ['a key of Object', '{\n"constructor": "x"}', 2, /"constructor" is no choice/],
    ['a key twice', '{"name": "a",\n"git": true,\n"name": "b"}', 3, /"name" stands here twice/],
    ['a key twice, once false', '{"git": false,\n"git": true}', 2, /"git" stands here twice/],
    ['null', '{\n"name": null}', 2, /"name" is a text/],
    ['a switch as a text', '{\n"docker": "no"}', 2, /"docker" is true or false/],
    ['a number for a text', '{"git": true,\n"language": 7}', 2, /"language" is a text/],
    ['a list', '{\n\n"name": ["a"]}', 3, /"name" is a text/],
    ['an object', '{"name":\n{"first": "a"}}', 2, /"name" is a text/],
    ['a number for a URI', '{"mongoUri": 7}', 1, /"mongoUri" is a text, such as "mongodb:\/\/127/],
    ['a number for a value', '{"template": 7}', 1, /"template" is a text, such as "minimal"/],
    ['a missing comma', '{\n"name": "a"\n"git": true}', 3, /not JSON \(comma expected\)/],
    ['a comma too many', '{\n"name": "a",\n}', 3, /not JSON/],
    ['a comment', '{\n// why\n"name": "a"}', 2, /not JSON \(invalid comment token\)/],
    ['single quotes', "{\n'name': 'a'}", 2, /not JSON/],
    ['a text without an end', '{\n\n"name": "a', 3, /not JSON/],
    ['more after the end', '{}\n{}', 2, /not JSON \(end of file expected\)/],
    ['an empty file', '', 1, /not JSON/],
    ['CRLF', '{\r\n"name": "a",\r\n"x": 1\r\n}', 3, /"x" is no choice/],
  ])('of %s', (_what, text, line, message) => {
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ code: 'broken-answers', file: 'answers.json', line });
    expect(problem?.message).toMatch(message);
    expect(problem?.message.startsWith(`answers.json:${line}: `)).toBe(true);
  });
});

test.each(['[]', '"x"', '1', 'null', 'true'])('wants an object, not %s', (text) => {
  expect(problemsOf(text)[0]?.message).toBe(
    'answers.json:1: an answers file holds one JSON object.',
  );
});

test('names everything at fault at once, and every choice there is', () => {
  const problems = problemsOf('{ "a": 1,\n"name": null,\n"b": 2 }');
  expect(problems.map(({ line }) => line)).toEqual([1, 2, 3]);
  for (const { name } of CHOICES) expect(problems[0]?.message).toContain(name);
});

test('shows an unknown key only when it looks like a name', () => {
  const [problem] = problemsOf('{ "mongodb://u:canary@h/": "x" }');
  expect(problem?.message).toMatch(/^answers.json:1: this key is no choice; the choices are /);
});

test('quotes no value', () => {
  const secret = 'canary-4711';
  for (const text of [
    `{ "sessionSecret": ["${secret}"] }`,
    `{ "sessionSecret": "${secret}", "sessionSecret": "${secret}" }`,
    `{ "mongoUri": "mongodb://u:${secret}@h/" "x" }`,
    `{ "session_secret": "${secret}" }`,
    `{ "sessionSecret": "${secret}`,
    `{ "sessionSecret": ${secret} }`,
    `"${secret}"`,
  ]) {
    expect(JSON.stringify(problemsOf(text))).not.toContain(secret);
  }
});
