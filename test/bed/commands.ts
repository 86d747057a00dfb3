import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BSON, type Document } from 'mongodb';
import { onTestFinished } from 'vitest';
import { ownDatabaseUri } from './app.ts';

/** A command on its way to the database. */
export interface Command {
  /** `find`, `update`, `findAndModify`, … */
  name: string;
  collection: string;
  body: Document;
}

/** A way to the shared database, with a database of the test's own, that sees every command and can hold some. */
export interface CommandWatch {
  uri: string;
  /** What was sent since the last call, without what the driver sends to look after its connections. */
  take(): Command[];
  /** Lets every command be so many milliseconds late. */
  delay(milliseconds: number): void;
  /** Keeps the commands from the database that are like this one, until they are released. */
  hold(isHeld: (command: Command) => boolean): Hold;
}

export interface Hold {
  /** How many commands are being held. */
  count(): number;
  /** Lets them go on, and holds no more. */
  release(): void;
  /** Loses them, with the connections that they came over, and holds no more. */
  lose(): void;
}

const OF_THE_DRIVER = ['hello', 'ismaster', 'isMaster', 'endSessions'];
const HEADER = 16;
const OP_MSG = 2013;

/** Opens such a way. It ends with the test. */
export async function watchCommands(): Promise<CommandWatch> {
  const uri = new URL(ownDatabaseUri());
  const target = { host: uri.hostname, port: Number(uri.port || 27017) };
  const sockets = new Set<Socket>();
  const holds = new Set<HoldState>();
  let commands: Command[] = [];
  let lateness = 0;

  const pass = async (message: Buffer, upstream: Socket) => {
    const command = readCommand(message);
    if (command && !OF_THE_DRIVER.includes(command.name)) {
      commands.push(command);
      if (lateness > 0) await sleep(lateness);
      for (const hold of holds) {
        if (hold.isHeld(command) && !(await hold.goesOn())) return void upstream.destroy();
      }
    }
    upstream.write(message);
  };
  const server = createServer((socket) => {
    const upstream = connect(target);
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on('error', () => {}).on('close', () => sockets.delete(end));
    }
    let inTurn = Promise.resolve();
    socket.on(
      'data',
      splitMessages((message) => {
        inTurn = inTurn.then(() => pass(message, upstream));
      }),
    );
    upstream.pipe(socket);
    socket.on('close', () => upstream.destroy());
    upstream.on('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const hold of holds) hold.release();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  uri.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  uri.searchParams.set('directConnection', 'true');
  return {
    uri: uri.href,
    take: () => {
      const taken = commands;
      commands = [];
      return taken;
    },
    delay: (milliseconds) => {
      lateness = milliseconds;
    },
    hold: (isHeld) => {
      const state = newHold(isHeld, () => holds.delete(state));
      holds.add(state);
      return state;
    },
  };
}

interface HoldState extends Hold {
  isHeld(command: Command): boolean;
  /** Waits for the end of the hold. */
  goesOn(): Promise<boolean>;
}

function newHold(isHeld: HoldState['isHeld'], onEnd: () => void): HoldState {
  let held = 0;
  let settle = (_goesOn: boolean) => {};
  const settled = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  const end = (goesOn: boolean) => {
    onEnd();
    settle(goesOn);
  };
  return {
    isHeld,
    goesOn: () => {
      held += 1;
      return settled;
    },
    count: () => held,
    release: () => end(true),
    lose: () => end(false),
  };
}

/** Cuts a stream of bytes into messages, each of which begins with its length. */
function splitMessages(onMessage: (message: Buffer) => void) {
  let bytes = Buffer.alloc(0);
  return (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= HEADER && bytes.length >= bytes.readInt32LE(0)) {
      const length = bytes.readInt32LE(0);
      onMessage(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
  };
}

/** The command of an OP_MSG: after the header come four bytes of flags, the kind of the section, and a document. */
function readCommand(message: Buffer): Command | undefined {
  if (message.readInt32LE(12) !== OP_MSG) return undefined;
  const start = HEADER + 4 + 1;
  const body = BSON.deserialize(message.subarray(start, start + message.readInt32LE(start)));
  const [[name, collection] = ['', '']] = Object.entries(body);
  return { name, collection: String(collection), body };
}
