/**
 * Looks after accounts from the command line. MONGODB_URI is all that it needs.
 *
 *     users list              every address, and since when
 *     users show <email>      what is known of a user, and their sessions
 *     users disable <email>   signs the user out everywhere and refuses further logins
 *     users enable <email>
 *     users delete <email>    with all sessions
 *     users reset <email>     sets a new password, prints it once, and signs the user out everywhere
 */
import { randomBytes } from 'node:crypto';
import { type Collection, MongoClient, MongoError } from 'mongodb';
import { hashPassword } from './auth/passwords.ts';
import { normaliseEmail } from './auth/rules.ts';
import { digestOf, type User, type Users, usersOf } from './auth/users.ts';
import { loadDatabase } from './config.ts';
import { describe, MAJORITY } from './database.ts';
import { ConfigError } from './environment.ts';
import { connectionOptions } from './session/connection.ts';
import type { SessionDocument } from './session/store.ts';

interface Stored {
  users: Users;
  sessions: Collection<SessionDocument>;
}

const ACTIONS = { show, disable, enable, delete: remove, reset };

/** Something that the person at the terminal can mend. */
class Failure extends Error {}

async function list({ users }: Stored) {
  for await (const { email, createdAt, disabledAt } of users.find().sort({ email: 1 })) {
    console.log(`${email} since ${day(createdAt)}${disabledAt ? ', disabled' : ''}`);
  }
}

async function show({ sessions }: Stored, user: User) {
  const { _id, email, createdAt, passwordChangedAt = createdAt, disabledAt } = user;
  console.log(`${email}
  _id            ${_id}
  in the log     ${digestOf(email)}
  registered     ${day(createdAt)}
  password since ${day(passwordChangedAt)}${disabledAt ? `\n  disabled       ${day(disabledAt)}` : ''}`);
  for await (const { lastSeenAt, session } of sessions
    .find(ofUser(user))
    .sort({ lastSeenAt: -1 })) {
    // A browser may call itself what it likes: nothing of it may steer the terminal.
    const browser = session.userAgent.replace(/\p{C}/gu, '');
    console.log(`  session of ${lastSeenAt.toISOString()} ${browser}`);
  }
}

async function disable({ users, sessions }: Stored, user: User) {
  await users.updateOne({ _id: user._id }, { $set: { disabledAt: new Date() } }, MAJORITY);
  await sessions.deleteMany(ofUser(user), MAJORITY);
  console.log(`${user.email} disabled`);
}

async function enable({ users }: Stored, { _id, email }: User) {
  await users.updateOne({ _id }, { $unset: { disabledAt: '' } }, MAJORITY);
  console.log(`${email} enabled`);
}

async function remove({ users, sessions }: Stored, user: User) {
  await users.deleteOne({ _id: user._id }, MAJORITY);
  await sessions.deleteMany(ofUser(user), MAJORITY);
  console.log(`${user.email} deleted`);
}

async function reset({ users, sessions }: Stored, user: User) {
  const password = randomBytes(15).toString('base64url');
  const change = { password: await hashPassword(password), passwordChangedAt: new Date() };
  await users.updateOne({ _id: user._id }, { $set: change, $inc: { version: 1 } }, MAJORITY);
  await sessions.deleteMany(ofUser(user), MAJORITY);
  console.log(`${user.email} has a new password: ${password}`);
}

/** Does what the command line asks for. Throws Failure, and the errors of the driver. */
async function run(name = '', address = '') {
  const action = Object.entries(ACTIONS).find(([known]) => known === name)?.[1];
  const email = normaliseEmail(address);
  if (name !== 'list' && !(action && email)) {
    process.exitCode = 2;
    throw new Failure(`Usage: users list, or users ${Object.keys(ACTIONS).join('|')} <email>`);
  }
  const { uri, database, sessionCollection } = loadDatabase(process.env);
  const client = new MongoClient(uri, connectionOptions(uri));
  try {
    const db = client.db(database);
    const stored = {
      users: usersOf(db),
      sessions: db.collection<SessionDocument>(sessionCollection),
    };
    if (!action || !email) return await list(stored);
    const user = await stored.users.findOne({ email });
    if (!user) throw new Failure(`There is no user ${email}.`);
    await action(stored, user);
  } finally {
    await client.close();
  }
}

function ofUser({ _id }: User) {
  return { 'session.userId': _id.toHexString() };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

try {
  await run(...process.argv.slice(2));
} catch (error) {
  process.exitCode ||= 1;
  if (error instanceof Failure || error instanceof ConfigError) console.error(error.message);
  else if (error instanceof MongoError)
    console.error(`The database does not answer: ${describe(error)}.`);
  else throw error;
}
