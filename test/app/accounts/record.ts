import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { SECRET } from '../../bed/app.ts';
import type { Answer } from '../../bed/visitor.ts';
import type { Driver } from './driver.ts';

export type Kind = 'password' | 'session id' | 'CSRF token' | 'session secret' | 'token of a link';

interface Recorded {
  request: string;
  answer: Answer;
  driver: Driver;
}

/** Where a session's cookie and its token belong. */
const SECRET_HEADERS = ['set-cookie', 'x-csrf-token'];

/** Every secret that the tests of a file have used, every answer and every log. */
const secrets = new Map<string, Kind>([[SECRET, 'session secret']]);
const answers: Recorded[] = [];
const logs: (() => string)[] = [];

export function recordSecret(kind: Kind, secret: string) {
  secrets.set(secret, kind);
}

export function recordAnswer(recorded: Recorded) {
  answers.push(recorded);
}

/** @param output everything that an app has printed, asked for when the tests are done */
export function recordLog(output: () => string) {
  logs.push(output);
}

/** What the tests of the next file have to do with is theirs alone. */
export function forgetRecord() {
  secrets.clear();
  secrets.set(SECRET, 'session secret');
  answers.length = 0;
  logs.length = 0;
}

/** Searches all that was recorded for what must be nowhere but in its place. */
export function expectNothingPrivate() {
  expect(answers.length).toBeGreaterThan(0);
  for (const { request, answer, driver } of answers) {
    const [, path = ''] = request.split(' ');
    const { text, headers } = answer;
    const said = [driver.withoutTokens(path, text)];
    for (const [name, value] of headers) if (!SECRET_HEADERS.includes(name)) said.push(value);
    expectNoSecret(request, said.join('\n'));
    expect(text, request).not.toMatch(/\n\s+at .|node_modules|\.[jt]s:\d/);
    expect(headers.get('x-powered-by'), request).toBeNull();
  }
  for (const log of logs) {
    expectNoSecret('a log', log());
    // Nothing unexpected has happened, but for what the tests have brought about on purpose.
    const unexpected = log().replace(/^.*a stored password hash is not one of ours.*$/gm, '');
    expect(unexpected).not.toMatch(/\n {4}at |\\n {4}at /);
  }
}

/** Every answer has an id that no other has. */
export function expectRequestIds() {
  const ids = answers.map(({ answer }) => answer.headers.get('x-request-id'));
  for (const id of ids) expect(id).toMatch(/^[\w-]{16,}$/);
  expect(new Set(ids).size).toBe(ids.length);
}

function expectNoSecret(where: string, said: string) {
  const found = [...secrets].find(([secret]) => said.includes(secret));
  if (found) expect.fail(`${where}: a ${found[1]} stands in: ${said.slice(0, 2_000)}`);
}

/** The session id in a cookie. */
export function idOf(cookie: string): string {
  return /=s:([^.]+)\./.exec(decodeURIComponent(cookie))?.[1] ?? '';
}

/** What a session is stored under. */
export function documentIdOf(cookie: string): string {
  return createHash('sha256').update(idOf(cookie)).digest('base64url');
}
