import type { Answer } from '../toolchain/ask-app.ts';
import { HOLDS, type Outcome, skipped, unknown } from './check.ts';
import type { Evidence, HttpFacts } from './evidence.ts';
import { type SentCookie, sessionCookieOf } from './sent-cookie.ts';

/** Judges what the app has answered, where it was asked and did. */
export function ofAnswers(
  { http }: Pick<Evidence, 'http'>,
  judge: (facts: HttpFacts, first: Answer) => Outcome,
): Outcome {
  if (!('value' in http)) return skipped(http.reason);
  const { first } = http.value;
  return first ? judge(http.value, first) : skipped('nothing answers there');
}

/** Of what is not in an answer: an error, or what leads elsewhere, does not tell what visitors get. */
export function notIn(answer: Answer | undefined): Outcome {
  if (!answer) return unknown('there was no answer to judge by');
  const { asked, status } = answer;
  const isUsual = status < 300 || [401, 403, 404].includes(status);
  return isUsual ? HOLDS : unknown(`${asked} is answered with ${status}`);
}

/** Judges the session's cookie, where one was sent. */
export function ofCookie(
  read: Pick<Evidence, 'http'>,
  judge: (cookie: SentCookie, facts: HttpFacts, first: Answer) => Outcome,
): Outcome {
  return ofAnswers(read, (facts, first) => {
    const cookie = sessionCookieOf(first, facts.names);
    return cookie ? judge(cookie, facts, first) : skipped('no session cookie was sent');
  });
}
