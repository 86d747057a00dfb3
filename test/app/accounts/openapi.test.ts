import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { type CommandWatch, watchCommands } from '../../bed/commands.ts';
import type { Answer, Visit } from '../../bed/visitor.ts';
import { type Client, newPassword, newPerson } from './client.ts';
import { type MailedSite, ownMailedSite, SUBJECTS } from './mailed-site.ts';
import {
  checkDescription,
  type Description,
  faultsOf,
  type Json,
  operationsOf,
  resolve,
  unusedComponents,
} from './openapi-checker.ts';
import { documentIdOf } from './record.ts';
import { type Site, testRecord, variantsOf } from './site.ts';

interface Call {
  operation: string;
  answer: Answer;
}

const PATIENCE = { timeout: 20_000, interval: 20 };
const INSECURE = { 'x-forwarded-proto': 'http' };

const METHOD_AND_PATH = /(?:app|router)\.(get|post|put|patch|delete)\('([^']+)'/g;

describe.each(variantsOf('api'))('%s', (variant) => {
  const read = (path: string) => readFileSync(join(inject('apps')[variant], path), 'utf8');
  const describedApi = () => parse(read('openapi.yaml')) as Description;

  test('the OpenAPI description follows OpenAPI 3.1', () => {
    const description = describedApi();
    expect(description.info.title).toBe(variant);
    checkDescription(description);
    expect(unusedComponents(description)).toEqual([]);
  });

  test('it describes every route of the app, and no other', () => {
    const extension = variant.endsWith('typescript') ? 'ts' : 'js';
    const routesIn = (path: string, below: string) =>
      [...read(`${path}.${extension}`).matchAll(METHOD_AND_PATH)].map(
        ([, method, route]) => `${method} ${below}${route?.replace(/:(\w+)/g, '{$1}')}`,
      );
    const routers = readdirSync(join(inject('apps')[variant], 'src/auth'))
      .filter((name) => name.endsWith(`routes.${extension}`))
      .map((name) => `src/auth/${name.slice(0, -`.${extension}`.length)}`);
    const routes = routesIn('src/app', '');
    for (const router of routers) routes.push(...routesIn(router, '/api'));
    const described = operationsOf(describedApi()).map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(routes.sort());
  });

  test('each operation has a name of its own, which is what generated clients call it', () => {
    const names = operationsOf(describedApi()).map(({ operationId }) => operationId);
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]+$/);
    expect(new Set(names).size).toBe(names.length);
  });

  test('an unsafe request has the token: a signed-in one always, another when it comes from a session', () => {
    const description = describedApi();
    for (const { method, path, security, parameters = [], responses } of operationsOf(
      description,
    )) {
      const token = parameters
        .map((parameter) => resolve(description, parameter))
        .find(({ name }) => name === 'x-csrf-token');
      const isSignedIn = (security ?? description.security).length > 0;
      expect(token !== undefined, path).toBe(method !== 'get');
      if (token) expect(token.required ?? false, path).toBe(isSignedIn);
      if (token && !isSignedIn) expect(token.description, path).toMatch(/signed-in session.*403/);
      if (isSignedIn) expect(Object.keys(responses), path).toContain('401');
    }
  });

  test('every response it describes is seen, and looks as described', async () => {
    const description = describedApi();
    const watch = await watchCommands();
    const mailed = await ownMailedSite(variant, { MONGODB_URI: watch.uri });
    const { site } = mailed;
    const calls = [
      ...(await callEverything(site)),
      ...(await callForLinks(mailed)),
      ...(await callBesides(site, watch)),
    ];
    for (const call of calls) checkCall(description, call);

    const seen = new Set(calls.map(({ operation, answer }) => `${operation} ${answer.status}`));
    const described = operationsOf(description).flatMap(({ method, path, responses }) =>
      Object.keys(responses)
        .filter((status) => status !== 'default')
        .map((status) => `${method} ${path} ${status}`),
    );
    expect(described.filter((response) => !seen.has(response))).toEqual([]);
  });
});

function checkCall(description: Description, { operation, answer }: Call) {
  const [method = '', path = ''] = operation.split(' ');
  const { status, headers, text } = answer;
  const where = `${operation} ${status}`;
  const responses = description.paths[path]?.[method]?.responses;
  const described = responses?.[status] ?? responses?.default;
  expect(described, `${where} is not described: ${text}`).toBeDefined();
  const response = resolve(description, described as Json);
  for (const [name, header] of Object.entries((response.headers ?? {}) as Record<string, Json>)) {
    if (header.required) expect(headers.has(name), `${where}: ${name}`).toBe(true);
  }
  const content = response.content as Record<string, Json> | undefined;
  if (!content) return expect(text, where).toBe('');
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(content), where).toContain(type);
  const schema = content[type]?.schema as Json;
  expect(faultsOf(description, schema, JSON.parse(text)), where).toEqual([]);
  if (type === 'application/problem+json') expect(answer.json().status, where).toBe(status);
}

/** Calls an operation, and remembers which. */
function callerOf(calls: Call[]) {
  return async (client: Client, operation: string, visit: Visit & { id?: string } = {}) => {
    const [method = '', path = ''] = operation.split(' ');
    const { id = 'nothing', ...rest } = visit;
    const request = { ...rest, method: method.toUpperCase() };
    const answer = await client.request(path.replace('{id}', id), request);
    calls.push({ operation, answer });
    return answer;
  };
}

const READS = ['get /api/csrf', 'get /api/session', 'get /api/sessions'];
const UNSAFE = [
  ...['delete /api/session', 'put /api/password', 'delete /api/sessions/{id}'],
  ...['post /api/session/again', 'delete /api/users/me'],
  ...['post /api/confirmations', 'post /api/email-changes'],
];
const ANONYMOUS = [
  ...['post /api/users', 'post /api/session', 'post /api/password-resets'],
  ...['put /api/password-resets', 'put /api/confirmations', 'put /api/email-changes'],
];

/** What goes well, and what a client may do wrong. */
async function callEverything(site: Site): Promise<Call[]> {
  const calls: Call[] = [];
  const call = callerOf(calls);
  const client = site.client();
  const { email, password } = client;
  const body = { email, password };
  for (const operation of ['get /livez', 'get /readyz']) await call(client, operation);
  for (const operation of [...READS, ...UNSAFE]) await call(client, operation);
  for (const operation of ANONYMOUS) {
    await call(client, operation, { body: {} });
    await call(client, operation, { body: '{' });
    await call(client, operation, { body: 'x'.repeat(30_000) });
    await call(client, operation, { body, headers: { 'content-encoding': 'unknown' } });
    await call(client, operation, { body, headers: { origin: 'https://evil.example' } });
    await call(client, operation, { body, headers: INSECURE });
  }
  await call(client, 'post /api/users', { body: { email: 'x', password: 'y' } });
  await call(client, 'post /api/users', { body });
  // Taken: with the right password it would be a login.
  await call(site.client(), 'post /api/users', { body: { ...body, password: newPassword() } });
  const other = site.client(client);
  await call(other, 'post /api/session', { body: { ...body, password: newPassword() } });
  await call(other, 'post /api/session', { body });

  for (const operation of READS) await call(client, operation);
  for (const operation of UNSAFE) await call(client, operation);
  const headers = { 'x-csrf-token': (await client.token()) ?? '' };
  const change = { current: password, password: newPassword() };
  for (const wrong of [{}, { ...change, password: 'short' }, { ...change, current: 'wrong' }]) {
    await call(client, 'put /api/password', { body: wrong, headers });
  }
  await call(client, 'delete /api/sessions/{id}', { headers });
  await call(client, 'delete /api/sessions/{id}', { headers, id: documentIdOf(other.cookie) });
  await call(client, 'put /api/password', { body: change, headers });
  await call(client, 'delete /api/session', {
    headers: { 'x-csrf-token': (await client.token()) ?? '' },
  });
  return calls;
}

/** All that goes by a link in a mail, and what is grave. */
async function callForLinks({ site, tokenFor }: MailedSite): Promise<Call[]> {
  const calls: Call[] = [];
  const call = callerOf(calls);
  const client = await site.registered();
  const neighbour = await site.registered();
  const { email } = client;
  const send = async (operation: string, body?: object) =>
    call(client, operation, {
      ...(body && { body }),
      headers: { 'x-csrf-token': (await client.token()) ?? '' },
    });
  const change = (token: string) => send('put /api/email-changes', { token });

  const password = newPassword();
  for (const wrong of [{}, { email: 'x' }]) await send('post /api/password-resets', wrong);
  await send('post /api/password-resets', { email });
  const reset = await tokenFor(email, SUBJECTS.reset);
  for (const given of ['short', password, password]) {
    await send('put /api/password-resets', { token: reset, password: given });
  }
  await client.logIn(password);
  for (const given of [{}, { password: newPassword() }, { password }]) {
    await send('post /api/session/again', given);
  }

  for (const wrong of [{}, { email: 'x' }]) await send('post /api/email-changes', wrong);
  await send('post /api/email-changes', { email: neighbour.email });
  await change(await tokenFor(neighbour.email, SUBJECTS.change));
  const address = newPerson().email;
  await send('post /api/email-changes', { email: address });
  const token = await tokenFor(address, SUBJECTS.change);
  await change(token);
  await change(token);

  // The reset has confirmed it.
  await send('post /api/confirmations');
  const confirm = await tokenFor(neighbour.email, SUBJECTS.confirm);
  for (const body of [{ token: confirm }, { token: confirm }]) {
    await call(site.client(), 'put /api/confirmations', { body });
  }
  const other = await site.registered();
  const headers = { 'x-csrf-token': (await other.token()) ?? '' };
  await call(other, 'post /api/confirmations', { headers });
  await call(other, 'post /api/session/again', { headers, body: { password: newPassword() } });
  // As if many more had been counted.
  const next = new Date(Date.now() + 600_000);
  await site.db.collection('attempts').updateMany({}, { $set: { next, expires: next } });
  await call(other, 'post /api/confirmations', { headers });
  await call(other, 'post /api/session/again', { headers, body: { password: newPassword() } });
  await call(other, 'post /api/email-changes', { headers, body: { email: address } });
  await call(other, 'post /api/password-resets', { headers, body: { email: address } });
  await site.db.collection('attempts').deleteMany({});
  await send('delete /api/users/me');
  return calls;
}

/** Two changes at once, too many attempts, and an outage. */
async function callBesides(site: Site, watch: CommandWatch): Promise<Call[]> {
  const calls: Call[] = [];
  const call = callerOf(calls);
  const client = await site.registered();
  const { password } = client;
  const twin = await site.another(client);
  const change = async (browser: Client, current = password) =>
    call(browser, 'put /api/password', {
      body: { current, password: newPassword() },
      headers: { 'x-csrf-token': (await browser.token()) ?? '' },
    });
  const hold = watch.hold(
    ({ name, collection }) => name === 'findAndModify' && collection === 'users',
  );
  const changes = [change(client), change(twin)];
  await expect.poll(hold.count, PATIENCE).toBe(2);
  hold.release();
  await Promise.all(changes);

  const guesser = await site.registered();
  await guesser.logIn(newPassword());
  await change(guesser, newPassword());
  // As if many more had been counted.
  const next = new Date(Date.now() + 600_000);
  await site.db.collection('attempts').updateMany({}, { $set: { next, expires: next } });
  const body = { email: guesser.email, password: newPassword(), token: 'unknown' };
  const stranger = site.client(guesser);
  stranger.address = guesser.address;
  for (const operation of ANONYMOUS) await call(stranger, operation, { body });
  await change(guesser, newPassword());

  const headers = { 'x-csrf-token': (await guesser.token()) ?? '' };
  const silence = watch.hold(() => true);
  await Promise.all([
    call(guesser, 'get /readyz'),
    ...READS.map((operation) => call(guesser, operation)),
    ...UNSAFE.map((operation) => call(guesser, operation, { headers })),
    ...ANONYMOUS.map((operation) => call(site.client(), operation, { body })),
  ]);
  silence.release();
  return calls;
}

testRecord();
