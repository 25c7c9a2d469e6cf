/** 5,000 random sequences of messages: the kernel never hangs, and every request has its one reply. */
import assert from 'node:assert/strict';
import { randomInt, seededRandom, type Random } from 'kernel-lib';
import { Client, kinds } from './client.js';
import { fuzzMessage, type FuzzMessage } from './fuzzMessages.js';

const SEQUENCES = 5000;
const KERNELS = 2;
/** A failure names its seed; `FUZZ_SEED=… npm run test:long -- fuzz` runs the same messages again. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 5);
/** How long a sequence may take, in milliseconds: a kernel that took longer would hang. */
const HANGS = 60_000;

interface Sent {
  id: string;
  message: FuzzMessage;
}

describe('kernel: random messages', function () {
  this.timeout(20 * 60_000);

  it(`answers ${SEQUENCES} random sequences`, async () => {
    const seeds = Array.from({ length: KERNELS }, (_, i) => SEED + i);
    await Promise.all(seeds.map((seed) => fuzz(seed, SEQUENCES / KERNELS)));
  });
});

async function fuzz(seed: number, sequences: number): Promise<void> {
  const random = seededRandom(seed);
  const client = await Client.start();
  let before: Sent[] = [];
  try {
    for (let i = 0; i < sequences; i++) {
      const sent = Array.from({ length: 1 + randomInt(random, 4) }, () => send(client, random));
      const what = `seed ${seed}, sequence ${i}: ${sent.map(describeSent).join('; ')}`;
      await settle(client, sent, what);
      // What came twice may have come late.
      for (const one of [...before, ...sent]) assertOne(client, one, what);
      client.forget(before.map(({ id }) => id));
      before = sent;
    }
    assert.equal(await client.beat('alive'), 'alive');
    assert.equal((await client.execute('1 + 1')).reply['status'], 'ok', `seed ${seed}`);
  } finally {
    await client.close();
  }
}

function send(client: Client, random: Random): Sent {
  const message = fuzzMessage(random);
  const { type, content, channel, spoil } = message;
  if (spoil === undefined) return { id: client.send(type, content, channel), message };
  const frames = client.encode(type, content).map((frame) => Buffer.from(frame));
  client.sendRaw(spoil(frames));
  return { id: (JSON.parse(frames[2]!.toString()) as { msg_id: string }).msg_id, message };
}

/** Waits for all that must come; interrupts for as long as an endless cell may be running. */
async function settle(client: Client, sent: readonly Sent[], what: string): Promise<void> {
  const isDone = () => sent.every((one) => isAnswered(client, one));
  const timers: NodeJS.Timeout[] = [];
  const extra: string[] = [];
  if (sent.some(({ message }) => message.endless)) {
    timers.push(setInterval(() => extra.push(client.send('interrupt_request', {}, 'control')), 300));
  }
  const hang = new Promise<never>((_, reject) => {
    timers.push(
      setTimeout(() => reject(new Error(`No answer, ${what}\n${client.errors.slice(-2000)}`)), HANGS),
    );
  });
  try {
    await Promise.race([client.until(isDone), hang]);
  } finally {
    timers.forEach(clearInterval);
    client.forget(extra);
  }
}

const wantsReply = ({ type }: FuzzMessage) => type.endsWith('_request');
const isHandled = ({ spoil, channel }: FuzzMessage) => spoil === undefined && channel !== 'stdin';

function isAnswered(client: Client, { id, message }: Sent): boolean {
  if (!isHandled(message)) return true;
  const isIdle = kinds(client.of(id)).includes('idle');
  return isIdle && (!wantsReply(message) || client.repliesTo(id).length > 0);
}

function assertOne(client: Client, { id, message }: Sent, what: string): void {
  const expected = isHandled(message) ? 1 : 0;
  const published = kinds(client.of(id));
  for (const state of ['busy', 'idle']) {
    assert.equal(published.filter((kind) => kind === state).length, expected, `${state}, ${what}`);
  }
  if (expected === 1) assert.equal(published[0], 'busy', what);
  const replies = client.repliesTo(id);
  assert.equal(replies.length, wantsReply(message) ? expected : 0, `replies, ${what}`);
  const [reply] = replies;
  if (reply !== undefined) {
    assert.equal(reply.header.msg_type, message.type.replace('_request', '_reply'), what);
    assert.equal(typeof reply.content['status'], 'string', what);
  }
}

function describeSent({ message: { type, content, spoil } }: Sent): string {
  return `${spoil === undefined ? '' : 'spoiled '}${type} ${JSON.stringify(content)}`;
}
