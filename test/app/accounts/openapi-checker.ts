import { expect } from 'vitest';

export type Json = Record<string, unknown>;

export interface Operation {
  method: string;
  path: string;
  operationId: string;
  security?: Json[];
  parameters?: Json[];
  requestBody?: Json;
  responses: Record<string, Json>;
}

/** An OpenAPI description, as far as ours goes: it refuses what it does not know. */
export interface Description extends Json {
  openapi: string;
  info: Json;
  security: Json[];
  paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>;
  components: Record<string, Record<string, Json>>;
}

const METHODS = ['get', 'post', 'put', 'delete'];
const TYPES = ['object', 'array', 'string', 'integer', 'boolean'];
const STRING_KEYWORDS = ['minLength', 'maxLength', 'format'];
const KEYWORDS: Record<string, string[]> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items'],
  string: STRING_KEYWORDS,
  integer: [],
  boolean: [],
};

export function operationsOf({ paths }: Description): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, ...operation })),
  );
}

/** What a reference stands for. */
export function resolve(description: Description, value: Json): Json {
  if (typeof value.$ref !== 'string') return value;
  const steps = value.$ref.split('/');
  expect(steps[0], value.$ref).toBe('#');
  const found = steps.slice(1).reduce<unknown>((at, step) => (at as Json)?.[step], description);
  expect(found, value.$ref).toBeDefined();
  return resolve(description, found as Json);
}

/** Checks the description against the rules of OpenAPI 3.1 for what it uses. */
export function checkDescription(description: Description) {
  expect(description.openapi).toMatch(/^3\.1\.\d+$/);
  expect(description.info).toMatchObject({
    title: expect.any(String),
    version: expect.any(String),
  });
  const schemes = Object.keys(description.components.securitySchemes ?? {});
  for (const operation of operationsOf(description)) {
    const { method, path, security = [], responses } = operation;
    const where = `${method} ${path}`;
    expect(METHODS, where).toContain(method);
    expect(path).toMatch(/^\/[\w/{}-]*$/);
    for (const name of security.flatMap(Object.keys)) expect(schemes, where).toContain(name);
    checkParameters(description, operation);
    if (operation.requestBody) {
      expect(method, where).not.toBe('get');
      checkContent(description, resolve(description, operation.requestBody), where);
    }
    expect(Object.keys(responses).length, where).toBeGreaterThan(0);
    for (const [status, response] of Object.entries(responses)) {
      expect(status, where).toMatch(/^([1-5]\d\d|default)$/);
      const resolved = resolve(description, response);
      expect(resolved.description, `${where} ${status}`).toEqual(expect.any(String));
      if (resolved.content) checkContent(description, resolved, `${where} ${status}`);
    }
  }
}

/** Every component is referred to: what is not is left over from something. */
export function unusedComponents(description: Description): string[] {
  const text = JSON.stringify(description);
  const { securitySchemes: _byName, ...referable } = description.components;
  return Object.entries(referable)
    .flatMap(([kind, named]) => Object.keys(named).map((name) => `#/components/${kind}/${name}`))
    .filter((reference) => !text.includes(`"${reference}"`));
}

function checkParameters(description: Description, { method, path, parameters = [] }: Operation) {
  const resolved = parameters.map((parameter) => resolve(description, parameter));
  for (const parameter of resolved) {
    expect(parameter, path).toMatchObject({
      name: expect.any(String),
      in: expect.stringMatching(/^(path|query|header|cookie)$/),
    });
    checkSchema(description, parameter.schema as Json, `${method} ${path}`);
    if (parameter.in === 'path') expect(parameter.required, path).toBe(true);
  }
  const named = resolved.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  expect(named, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
}

function checkContent(description: Description, { content }: Json, where: string) {
  const media = Object.entries(content as Record<string, Json>);
  expect(media.length, where).toBeGreaterThan(0);
  for (const [type, { schema }] of media) {
    expect(type, where).toMatch(/^[\w.+-]+\/[\w.+-]+$/);
    checkSchema(description, schema as Json, where);
  }
}

function checkSchema(description: Description, given: Json, where: string) {
  expect(given, where).toBeTypeOf('object');
  const schema = resolve(description, given);
  const { type, description: _text, ...keywords } = schema;
  expect(TYPES, where).toContain(type);
  for (const keyword of Object.keys(keywords))
    expect(KEYWORDS[String(type)], where).toContain(keyword);
  const properties = (schema.properties ?? {}) as Record<string, Json>;
  for (const name of (schema.required ?? []) as string[]) {
    expect(Object.keys(properties), where).toContain(name);
  }
  for (const property of Object.values(properties)) checkSchema(description, property, where);
  if (type === 'array') checkSchema(description, schema.items as Json, where);
  if (typeof schema.additionalProperties === 'object') {
    checkSchema(description, schema.additionalProperties as Json, where);
  }
}

/** What is wrong with a value, by its schema; empty when nothing is. */
export function faultsOf(
  description: Description,
  given: Json,
  value: unknown,
  at = 'the body',
): string[] {
  const schema = resolve(description, given);
  if (!isOfType(value, String(schema.type))) return [`${at} is no ${schema.type}`];
  if (schema.type === 'string') return faultsOfText(schema, String(value), at);
  if (schema.type === 'array') {
    return (value as unknown[]).flatMap((item, index) =>
      faultsOf(description, schema.items as Json, item, `${at}[${index}]`),
    );
  }
  if (schema.type !== 'object') return [];
  const object = value as Json;
  const missing = ((schema.required ?? []) as string[]).filter((name) => !(name in object));
  const properties = (schema.properties ?? {}) as Record<string, Json>;
  const faults = Object.entries(object).flatMap(([name, property]) => {
    const its = properties[name] ?? schema.additionalProperties ?? true;
    if (its === false) return [`${at} has a "${name}" that is not described`];
    return its === true ? [] : faultsOf(description, its as Json, property, `${at}.${name}`);
  });
  return [...missing.map((name) => `${at} has no "${name}"`), ...faults];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object')
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function faultsOfText({ minLength, maxLength, format }: Json, text: string, at: string): string[] {
  const { length } = [...text];
  if (typeof minLength === 'number' && length < minLength) return [`${at} is too short`];
  if (typeof maxLength === 'number' && length > maxLength) return [`${at} is too long`];
  if (format === 'date-time' && new Date(text).toJSON() !== text) return [`${at} is no date-time`];
  return [];
}
