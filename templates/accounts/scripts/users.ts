/**
 * Looks after accounts from the command line:
 *
 *     users disable <email>   signs the user out everywhere and refuses further logins
 *     users enable <email>
 *     users delete <email>    with all sessions
 *     users reset <email>     sets a new password, prints it once, and signs the user out everywhere
 */
import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { hashPassword } from '../src/auth/passwords.ts';
import { normaliseEmail, type User, type Users, usersOf } from '../src/auth/users.ts';
import { loadConfig } from '../src/config.ts';
import { MAJORITY } from '../src/session/connection.ts';

const ACTIONS = { disable, enable, delete: remove, reset };

async function disable(users: Users, { _id }: User) {
  await users.updateOne({ _id }, { $set: { disabledAt: new Date() } }, MAJORITY);
  return 'disabled';
}

async function enable(users: Users, { _id }: User) {
  await users.updateOne({ _id }, { $unset: { disabledAt: '' } }, MAJORITY);
  return 'enabled';
}

async function remove(users: Users, { _id }: User) {
  await users.deleteOne({ _id }, MAJORITY);
  return 'deleted';
}

async function reset(users: Users, { _id }: User) {
  const password = randomBytes(15).toString('base64url');
  const change = { $set: { password: await hashPassword(password) }, $inc: { version: 1 } };
  await users.updateOne({ _id }, change, MAJORITY);
  return `has a new password: ${password}`;
}

async function main() {
  const [name = '', address = ''] = process.argv.slice(2);
  const action = Object.entries(ACTIONS).find(([known]) => known === name)?.[1];
  const email = normaliseEmail(address);
  if (!action || !email) {
    console.error(`Usage: npm run users -- ${Object.keys(ACTIONS).join('|')} <email>`);
    process.exitCode = 2;
    return;
  }

  const { config, secrets } = loadConfig(process.env);
  const client = new MongoClient(secrets.mongoUri, { serverSelectionTimeoutMS: 5_000 });
  try {
    const db = client.db(config.database);
    const users = usersOf(db);
    const user = await users.findOne({ email });
    if (!user) {
      console.error(`There is no user ${email}.`);
      process.exitCode = 1;
      return;
    }
    const outcome = await action(users, user);
    // They would end with their next request: why wait.
    const sessions = db.collection(config.sessionCollection);
    await sessions.deleteMany({ 'session.userId': user._id.toHexString() }, MAJORITY);
    console.log(`${email} ${outcome}`);
  } finally {
    await client.close();
  }
}

await main();
