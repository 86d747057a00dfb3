import { randomBytes, randomInt } from 'node:crypto';
import { expect } from 'vitest';
import { type Answer, type Visit, Visitor } from '../../bed/visitor.ts';
import type { Act, Driver, ListedSession } from './driver.ts';
import { idOf, type Kind, recordAnswer, recordSecret } from './record.ts';

export interface Person {
  email: string;
  password: string;
}

export function newPerson(): Person {
  return { email: `${randomBytes(6).toString('hex')}@example.com`, password: newPassword() };
}

export function newPassword(): string {
  return `canary ${randomBytes(8).toString('hex')}`;
}

export interface ClientOptions {
  url: () => string;
  driver: Driver;
  person: Person;
  cookie: string;
}

export interface Sending {
  /** The CSRF token; the right one when it is left out, none when it is null. */
  token?: string | null;
  headers?: Record<string, string>;
}

/** An address of the network that nobody else has. */
export function newAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

/** A person's browser, which reaches the app through a proxy that ends TLS. All it is answered is recorded. */
export class Client extends Visitor {
  /** Of the browser, as the proxy tells it: each client is throttled for itself. */
  address = newAddress();
  readonly userAgent = `Browser ${randomBytes(4).toString('hex')}`;
  readonly driver: Driver;
  readonly email: string;
  password: string;

  constructor({ url, driver, person, cookie }: ClientOptions) {
    super(url);
    this.driver = driver;
    this.email = person.email;
    this.password = person.password;
    this.cookie = cookie;
    this.#keep('password', person.password);
  }

  override async request(path: string, visit: Visit): Promise<Answer> {
    const headers = {
      'x-forwarded-proto': 'https',
      'x-forwarded-for': this.address,
      'user-agent': this.userAgent,
      ...visit.headers,
    };
    const answer = await super.request(path, { ...visit, headers });
    this.#keep('session id', idOf(this.cookie));
    recordAnswer({ request: `${visit.method ?? 'GET'} ${path}`, answer, driver: this.driver });
    return answer;
  }

  /** Does what a form of the page, or a call of the front end, would do. */
  async send(act: Act, { token, headers = {} }: Sending = {}): Promise<Answer> {
    const right = token === undefined && this.cookie ? await this.token() : undefined;
    const encoded = this.driver.encode(act.fields ?? {}, token ?? right);
    const { method, path } = act;
    const { body } = encoded;
    return this.request(path, { method, body, headers: { ...encoded.headers, ...headers } });
  }

  async token(): Promise<string | undefined> {
    const token = await this.driver.readToken(this);
    if (token !== undefined) this.#keep('CSRF token', token);
    return token;
  }

  register(sending?: Sending): Promise<Answer> {
    return this.send(this.driver.acts.register(this.email, this.password), sending);
  }

  logIn(password = this.password, sending?: Sending): Promise<Answer> {
    this.#keep('password', password);
    return this.send(this.driver.acts.logIn(this.email, password), sending);
  }

  logOut(sending?: Sending): Promise<Answer> {
    return this.send(this.driver.acts.logOut(), sending);
  }

  async changePassword(password = newPassword(), current = this.password): Promise<Answer> {
    this.#keep('password', password);
    const answer = await this.send(this.driver.acts.changePassword(current, password));
    if (answer.status === this.driver.done.changePassword) this.password = password;
    return answer;
  }

  sessions(): Promise<ListedSession[]> {
    return this.driver.readSessions(this);
  }

  revoke(id: string): Promise<Answer> {
    return this.send(this.driver.acts.revoke(id));
  }

  revokeOthers(): Promise<void> {
    return this.driver.revokeOthers(this);
  }

  /** The address of the signed-in user. Undefined when nobody is signed in. */
  async whoAmI(): Promise<string | undefined> {
    const answer = await this.get(this.driver.home);
    expect([200, 401], answer.text).toContain(answer.status);
    return this.driver.readAddress(answer);
  }

  async isSignedIn(): Promise<boolean> {
    return (await this.whoAmI()) === this.email;
  }

  #keep(kind: Kind, secret: string) {
    if (secret.length >= 15) recordSecret(kind, secret);
  }
}
