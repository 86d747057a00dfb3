import { domainToASCII } from 'node:url';

/** A mailbox before the `@`, as RFC 5322 has it without quotes, and in any script (RFC 6532). */
const LOCAL_PART =
  /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;
const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Letters and marks that nobody sees: two addresses would look like one. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/**
 * An address as it is stored and looked for, or undefined when it is none: one spelling per mailbox. The domain is
 * compared as DNS does, and the whole in one case, although a mail server might tell `Ann@` from `ann@`.
 */
export function normaliseEmail(text: string): string | undefined {
  const whole = text.trim().normalize('NFKC').toLowerCase().normalize('NFKC');
  const at = whole.lastIndexOf('@');
  const [local, domain] = [whole.slice(0, at), whole.slice(at + 1)];
  const isWritten = at > 0 && LOCAL_PART.test(local) && DOMAIN.test(domain);
  if (!isWritten || INVISIBLE.test(whole) || Buffer.byteLength(local) > LONGEST_LOCAL_PART)
    return undefined;
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  const isHost = labels.length > 1 && labels.every((label) => LABEL.test(label));
  const email = `${local}@${ascii}`;
  // Without a letter in its last label it is a number of the network.
  if (!isHost || !/[a-z]/.test(labels.at(-1) ?? '') || Buffer.byteLength(email) > LONGEST_ADDRESS)
    return undefined;
  return email;
}

const SHORTEST_PASSWORD = 15;
const LONGEST_PASSWORD = 128;
/** Letters and digits that must be left of a password when all that is guessed first has been taken away. */
const LEAST_OWN = 8;

/** Words that the most common passwords of that length are made of. */
const COMMON =
  /password|passwort|passphrase|thisismy|correct|horse|battery|staple|letmein|welcome|iloveyou|changeme|default|administrator|admin|football|baseball|princess|sunshine|superman|monkey|dragon|trustno|whatever|secret/g;

/** Keys that lie side by side, and the order of letters and digits. */
const ROWS = [
  'abcdefghijklmnopqrstuvwxyza',
  '01234567890',
  'qwertyuiopqwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
];
const NEIGHBOURS = new Set(ROWS.flatMap((row) => [...pairsOf(row), ...pairsOf(reversed(row))]));
const SHORTEST_RUN = 4;

/** What a password must not be made of. */
export interface Owner {
  email: string;
  appName: string;
}

/**
 * What is wrong with a new password, or nothing. Length is what counts (NIST SP 800-63B, 3.1.1.2); what is left to
 * refuse is what is guessed first all the same (ASVS 6.2.4).
 */
export function passwordFault(password: string, owner: Owner): string | undefined {
  const { length } = [...password];
  if (length < SHORTEST_PASSWORD)
    return `A password has at least ${SHORTEST_PASSWORD} characters. A sentence is a good one.`;
  if (length > LONGEST_PASSWORD) return `A password has at most ${LONGEST_PASSWORD} characters.`;
  const text = password.normalize('NFKC').toLowerCase();
  if (isRepetition(text)) return 'This password repeats itself. A sentence is a good one.';
  const own = withoutRuns(withoutWords(text, wordsOf(owner)).replace(COMMON, ' '));
  if (own.replace(/[^\p{L}\p{N}\p{S}]/gu, '').length >= LEAST_OWN) return undefined;
  return 'This password is guessed early: it is made of your address, the name of this site, common words or keys in a row.';
}

/** Whether a text is one part over and over. */
function isRepetition(text: string): boolean {
  const characters = [...text];
  const repeats = (length: number) =>
    characters.every((character, index) => character === characters[index % length]);
  const lengths = Array.from(
    { length: Math.floor(characters.length / 2) },
    (_, index) => index + 1,
  );
  return lengths.some(repeats);
}

/** The address and the app's name, with their parts, the longest first. */
function wordsOf({ email, appName }: Owner): string[] {
  const texts = [email, appName].map((text) => text.toLowerCase());
  const words = texts.flatMap((text) => [
    text,
    ...text.split('@'),
    ...text.split(/[^\p{L}\p{N}]+/u),
  ]);
  return words.filter(({ length }) => length >= 3).sort((a, b) => b.length - a.length);
}

function withoutWords(text: string, words: string[]): string {
  return words.reduce((rest, word) => rest.replaceAll(word, ' '), text);
}

/** A text without its runs of one character, or of characters that follow one another. */
function withoutRuns(text: string): string {
  const runs: string[] = [];
  for (const character of text) {
    const run = runs.at(-1) ?? '';
    const last = run.slice(-1);
    const goesOn = character === last || NEIGHBOURS.has(last + character);
    if (goesOn) runs[runs.length - 1] = run + character;
    else runs.push(character);
  }
  return runs.filter(({ length }) => length < SHORTEST_RUN).join('');
}

function pairsOf(row: string): string[] {
  return [...row].slice(1).map((character, index) => row.charAt(index) + character);
}

function reversed(row: string): string {
  return [...row].reverse().join('');
}
