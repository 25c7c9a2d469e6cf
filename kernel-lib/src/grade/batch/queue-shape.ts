/** What travels through Redis, and how both sides reach it. The secret never does: each worker has its own copy. */
import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { messageOf, UserError } from '../../errors.js';
import type { Submission } from '../grading.js';
import type { LessonKey } from './grade-all.js';

/** One class a Redis database; `redis://host/1` is another database. */
export const QUEUE = 'blossom-grade';

export interface QueuedSubmission {
  submission: Submission;
  key: LessonKey;
}

/** The same work has the same id, so that it is queued once, whoever asks again. */
export function jobIdOf(work: QueuedSubmission): string {
  return `grade-${createHash('sha256').update(JSON.stringify(work)).digest('hex')}`;
}

/** How long a silent worker keeps its submissions, and how often somebody looks; in milliseconds. */
export interface Patience {
  lockDuration: number;
  stalledInterval: number;
}

export const PATIENCE: Patience = { lockDuration: 15_000, stalledInterval: 7_500 };

/** Options for BullMQ's connection. Throws a UserError where nobody answers there. */
export async function reachRedis(url: string): Promise<{ url: string; maxRetriesPerRequest: null }> {
  if (!/^rediss?:\/\//.test(url)) {
    throw new UserError(`--queue is an address such as redis://127.0.0.1:6379, not "${url}".`);
  }
  const probe = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 10_000 });
  let reason: unknown;
  probe.on('error', (error) => (reason ??= error));
  try {
    await probe.connect();
    await probe.ping();
  } catch (thrown) {
    const why = messageOf(reason ?? thrown) || 'nobody answers';
    throw new UserError(
      `Cannot reach the queue at ${withoutPassword(url)}: ${why}. Start redis-server there, or check the address.`,
    );
  } finally {
    probe.disconnect();
  }
  return { url, maxRetriesPerRequest: null };
}

export const withoutPassword = (url: string) => url.replace(/\/\/[^@/]*@/, '//');
