import { describe, expect, test } from 'vitest';
import { EnvFile } from '../../src/env-file.ts';
import type { Entry } from '../../src/project/snapshot.ts';
import { Secret } from '../../src/secret.ts';
import {
  BYTES,
  type Circumstances,
  type Copy,
  changesTo,
  copyOf,
  type Paths,
} from './regeneration.ts';

describe('package.json', () => {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const file = (base: unknown, mine: unknown, next: unknown): Paths => ({
    'package.json': { base: json(base), mine: json(mine), next: json(next) },
  });
  const clash = file({ a: 1, b: 1 }, { a: 2, b: 1, own: 1 }, { a: 3, b: 3 });

  test('is merged by its keys', () => {
    const [change] = changesTo(file({ a: 1 }, { a: 1, own: 1 }, { a: 2 }));
    expect(change).toMatchObject({ action: 'merge', after: { content: json({ a: 2, own: 1 }) } });
  });

  test('with a conflict is left alone until somebody decides', () => {
    const outcome = (resolution: Circumstances['resolution']) =>
      changesTo(clash, { ...(resolution && { resolution }) }).map(
        ({ path, action, after }) =>
          `${path} ${action} ${String(after?.content).replace(/\s+/g, '')}`,
      );
    expect(changesTo(clash)).toMatchObject([
      { action: 'conflict', reason: 'both sides changed a' },
    ]);
    expect(outcome('ours')).toEqual(['package.json merge {"a":2,"b":3,"own":1}']);
    expect(outcome('theirs')).toEqual(['package.json merge {"a":3,"b":3,"own":1}']);
    expect(outcome('inline')).toEqual([
      'package.json merge {"a":2,"b":3,"own":1}',
      'package.json.new create {"a":3,"b":3}',
    ]);
  });

  test('that is broken is a conflict as a whole', () => {
    const broken = { base: '{}\n', mine: '{ "a": ', next: '{ "a": 1 }\n' };
    const outcome = (resolution: Circumstances['resolution'] = 'abort') =>
      changesTo({ 'package.json': broken }, { resolution }).map(
        ({ path, action }) => `${path} ${action}`,
      );
    expect(outcome()).toEqual(['package.json conflict']);
    expect(outcome('ours')).toEqual(['package.json keep']);
    expect(outcome('theirs')).toEqual(['package.json replace']);
    expect(outcome('inline')).toEqual(['package.json keep', 'package.json.new create']);
  });
});

describe('.env', () => {
  const TEMPLATE = 'URI=\nCOLLECTION=sessions\n';
  const secrets = new Map([['URI', new Secret('mongodb://new/')]]);
  const before = EnvFile.fill(TEMPLATE, secrets);
  const after = EnvFile.fill(TEMPLATE.replace('sessions', 'logins'), secrets);
  const paths = (mine: Copy, next = after): Paths => ({
    '.env': {
      base: { content: before, executable: false, keys: ['URI', 'COLLECTION'] },
      mine,
      next,
    },
  });
  const outcome = (text: string, circumstances: Circumstances = {}, next = after) => {
    const env = EnvFile.parse(text);
    const copy: Entry = { ...copyOf(text), text: undefined };
    const [change] = changesTo(paths(copy, next), { env, ...circumstances });
    const content = change?.after?.content as EnvFile;
    const { action, reason, left } = change ?? {};
    return { action, reason, left, text: content.reveal() };
  };

  test('is merged by its keys, and the reason names them without their values', () => {
    expect(outcome('URI=mongodb://canary/\nCOLLECTION=sessions\nOWN=1\n')).toMatchObject({
      action: 'merge',
      reason: 'COLLECTION changed; URI kept',
      text: 'URI=mongodb://canary/\nCOLLECTION=logins\nOWN=1\n',
    });
    expect(outcome('URI=x\n', {}, before)).toMatchObject({ action: 'keep' });
  });

  test('with a conflict names the key, and no second file with secrets appears', () => {
    const text = 'URI=x\nCOLLECTION=mine\n';
    expect(outcome(text)).toMatchObject({ action: 'conflict' });
    expect(outcome(text, { resolution: 'ours' })).toMatchObject({ action: 'keep' });
    expect(outcome(text, { resolution: 'inline' })).toMatchObject({ action: 'keep' });
    expect(outcome(text, { resolution: 'theirs' })).toMatchObject({
      action: 'merge',
      text: 'URI=x\nCOLLECTION=logins\n',
    });
    expect(outcome(text, { adopting: true })).toMatchObject({ action: 'keep' });
  });

  test('with a conflict that inline leaves to its owner says so, and what else changed is written', () => {
    const text = 'URI=x\nCOLLECTION=mine\n';
    const left =
      'both sides changed COLLECTION; yours stays, change it there if you want the new one';
    expect(outcome(text, { resolution: 'inline' })).toMatchObject({ left, text });
    const more = EnvFile.fill(`${TEMPLATE.replace('sessions', 'logins')}DAYS=7\n`, secrets);
    expect(outcome(text, { resolution: 'inline' }, more)).toMatchObject({
      action: 'merge',
      left,
      text: `${text}DAYS=7\n`,
    });
    for (const resolution of ['ours', 'theirs'] as const) {
      expect(outcome(text, { resolution })).toMatchObject({ left: undefined });
    }
  });

  test('that is not there is made only for what a run was given, or when restored', () => {
    const action = (circumstances: Circumstances) =>
      changesTo(paths(undefined), circumstances)[0]?.action;
    expect(action({})).toBe('keep');
    expect(action({ given: ['URI'] })).toBe('create');
    expect(action({ restored: ['.env'] })).toBe('create');
    expect(action({ adopting: true })).toBe('keep');
  });

  describe.each<[what: string, copy: Entry, words: string]>([
    ['a link', { type: 'symbolic link' }, 'there is a symbolic link'],
    ['a directory', { type: 'directory' }, 'there is a directory'],
    ['a pipe', { type: 'other' }, 'there is something that is no file'],
    ['a file that may not be read', { type: 'unreadable' }, 'there is a file that cannot be read'],
    ['no text', BYTES, 'it is not text'],
  ])('that is %s', (_what, copy, words) => {
    const [same, other] = [paths(copy, before), paths(copy)];

    test('is kept where this run changes none of its keys', () => {
      for (const adopting of [false, true]) {
        const changes = changesTo(same, { adopting });
        expect(changes).toMatchObject([{ action: 'keep', reason: `${words}, which is yours` }]);
      }
    });

    test('is a conflict that names the key of an answer which cannot be put in force', () => {
      for (const resolution of ['abort', 'inline', 'theirs'] as const) {
        const [change] = changesTo(other, { resolution });
        const reason = `${words}: COLLECTION cannot be put in force. Change it there yourself, and keep the file with --conflict ours`;
        expect(change).toMatchObject({ path: '.env', action: 'conflict', reason });
      }
    });

    test('is a conflict as well when the secret or the URI was given, or a key is no longer used', () => {
      expect(changesTo(same, { given: ['URI'] })).toMatchObject([
        { action: 'conflict', reason: expect.stringContaining('URI cannot') },
      ]);
      const fewer = EnvFile.fill('URI=\n', secrets);
      expect(changesTo(paths(copy, fewer))).toMatchObject([
        { action: 'conflict', reason: expect.stringContaining('COLLECTION cannot') },
      ]);
    });

    test('is kept with ours, which names the key', () => {
      expect(changesTo(other, { resolution: 'ours' })).toMatchObject([
        { action: 'keep', reason: `${words}, which is yours; COLLECTION stays as it is` },
      ]);
    });

    test('is a conflict without a record, too, though only for what this run was given', () => {
      const unrecorded: Paths = { '.env': { mine: copy, next: after } };
      expect(changesTo(unrecorded, { adopting: true })).toMatchObject([{ action: 'keep' }]);
      expect(changesTo(unrecorded, { adopting: true, given: ['URI'] })).toMatchObject([
        { action: 'conflict', reason: expect.stringContaining('URI cannot') },
      ]);
    });
  });
});
