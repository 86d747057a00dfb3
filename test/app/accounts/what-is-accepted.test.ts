import { describe, expect, test } from 'vitest';
import { newPassword, newPerson } from './client.ts';
import { oneVariant, sharedSite, testRecord } from './site.ts';

/** Each of them is one of the first to be tried, or is known to whoever knows the address and the app. */
const GUESSED_FIRST = [
  'a'.repeat(15),
  'abcabcabcabcabc',
  'correct horse correct horse ',
  '123456789012345',
  'qwertyuiopasdfgh',
  'zyxwvutsrqponml',
  '1q2w3e4r5t6y7u8i',
  '1QAZ2WSX3EDC4RFV',
  '111222333444555',
  'password12345678',
  'PasswordPassword1',
  'correcthorsebatterystaple',
  'thisismypassword',
  'ann.miller@example.com',
  'AnnMillerAnnMiller1',
  'ann.miller-2026',
  'example.com2026!',
];

const NO_ADDRESSES = [
  'ann',
  'ann@example',
  'a@b..co',
  'a@.b.co',
  'a@b.co.',
  '.a@b.co',
  'a..b@c.co',
  'a@-b.co',
  'a@b_c.co',
  'a@127.0.0.1',
  'a@[127.0.0.1]',
  'a@0x7f.1',
  'a@ex%61mple.co',
  'a@xn--a.co',
  'a@b@c.co',
  'a b@c.co',
  'a\u200bnn@example.com',
  'ann@exam\u200dple.com',
  'ann\u202e@example.com',
  '\u2066ann@example.com',
  'a\u00adnn@example.com',
  'ann\u034f@example.com',
  'ann\u3164@example.com',
  'ann\u2800@example.com',
  'ann\ufe0f@example.com',
  'an\u0000n@example.com',
  'an\u001bn@example.com',
  `${'x'.repeat(65)}@example.com`,
  `ann@${'x'.repeat(64)}.com`,
  `ann@${'long.'.repeat(50)}com`,
];

/** The same mailbox in two spellings. */
const TWINS: [string, string][] = [
  ['b\u00fccher@b\u00fccher.example', 'b\u00fccher@xn--bcher-kva.example'],
  ['ann@BU\u0308CHER.example', 'Ann@b\u00fccher.example'],
  ['\uff41nn@example.com', 'ann@example.com'],
  ['\u017ftreet@example.com', 'STREET@example.com'],
  ['o\u2019neil@example.com'.replace('\u2019', "'"), "O'Neil@Example.COM "],
];

describe.each(oneVariant())('%s', (variant) => {
  const site = sharedSite(variant);
  const { driver } = site;

  test.each(GUESSED_FIRST)('24. %s is no password', async (password) => {
    // What was typed as an address comes back, and the password never does: here they differ in their case.
    const person = { email: 'Ann.Miller@Example.com', password };
    const answer = await site.client(person).register();
    expect(answer.status).toBe(422);
    expect(driver.faultOf(answer, 'password')).toMatch(/repeats itself|guessed early/);
  });

  test('24. a password is refused in the form that changes it as well, and the app has a name', async () => {
    const client = await site.registered();
    for (const password of [
      client.email.toUpperCase(),
      `${variant} ${variant}1`,
      `my-${variant}-1!`,
    ]) {
      const answer = await client.changePassword(password);
      expect(answer.status, password).toBe(422);
      expect(driver.faultOf(answer, 'password')).toMatch(/guessed early/);
    }
    for (const password of ['were there trees here?', 'the cat sat on the mat']) {
      expect((await client.changePassword(password)).status).toBe(driver.done.changePassword);
    }
  });

  test('25. what is no address, or hides a character, is refused', async () => {
    for (const email of NO_ADDRESSES) {
      const answer = await site.client({ email, password: newPassword() }).register();
      expect(answer.status, JSON.stringify(email)).toBe(422);
      expect(driver.faultOf(answer, 'email')).toMatch(/no e-mail address/);
    }
  });

  test.each(TWINS)('25. %s and %s are one account', async (first, second) => {
    const { password } = newPerson();
    const client = site.client({ email: first, password });
    expect((await client.register()).status).toBe(driver.done.register);
    const twin = site.client({ email: second, password: newPassword() });
    expect((await twin.register()).status).toBe(driver.takenStatus);
    expect((await twin.logIn(password)).status).toBe(driver.done.logIn);
  });
});

testRecord();
