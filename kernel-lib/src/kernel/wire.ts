/** Jupyter's messages on the wire: identities, a signature, four pieces of JSON. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { userInfo } from 'node:os';

export const PROTOCOL = '5.4';

export interface Header {
  msg_id: string;
  session: string;
  username: string;
  date: string;
  msg_type: string;
  version: string;
}

export interface Message {
  /** Who asked, on a ROUTER socket; the topic on the PUB socket. */
  identities: Buffer[];
  header: Header;
  parent: Header | Record<string, never>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
  /** Binary content beside it. */
  buffers: Buffer[];
}

export interface Envelope {
  identities: readonly (Buffer | string)[];
  parent: Header | Record<string, never>;
  metadata?: object;
  buffers?: readonly Buffer[];
  /** The message's own id; a new one unless told. */
  id?: string;
}

export interface Connection {
  ip: string;
  transport: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
  /** Signs each message; empty: no signatures. */
  key: string;
  signature_scheme: string;
}

/** In bytes; front ends send a few hundred. */
const LARGEST_HEADER = 4096;
const DELIMITER = Buffer.from('<IDS|MSG>');

/** What is wrong with a message that came in; it is dropped. */
export class BadMessage extends Error {}

export class Wire {
  private readonly session = randomUUID();
  private readonly username = userName();

  constructor(private readonly connection: Pick<Connection, 'key' | 'signature_scheme'>) {}

  /** Throws `BadMessage` where a part is missing, is not JSON, or the signature is not ours. */
  decode(frames: readonly Buffer[]): Message {
    const at = frames.findIndex((frame) => frame.equals(DELIMITER));
    if (at < 0 || frames.length < at + 6)
      throw new BadMessage(`It has ${frames.length} parts and no message in them.`);
    const [signature, ...parts] = frames.slice(at + 1, at + 6) as [Buffer, ...Buffer[]];
    if (!this.isSigned(signature, parts)) throw new BadMessage('Its signature is wrong.');
    const [header, parent, metadata, content] = parts.map(parseObject);
    if (typeof header?.['msg_type'] !== 'string' || typeof header['msg_id'] !== 'string') {
      throw new BadMessage('Its header has no msg_type or no msg_id.');
    }
    // It is sent back with every answer, and what is nested too deep cannot be written again.
    if (parts[0]!.length > LARGEST_HEADER) throw new BadMessage('Its header is too large.');
    return {
      identities: frames.slice(0, at),
      header: header as unknown as Header,
      parent: parent as unknown as Header,
      metadata: metadata!,
      content: content!,
      buffers: frames.slice(at + 6),
    };
  }

  encode(type: string, content: object, envelope: Envelope): (Buffer | string)[] {
    const { identities, parent, metadata = {}, buffers = [], id = randomUUID() } = envelope;
    const header: Header = {
      msg_id: id,
      session: this.session,
      username: this.username,
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL,
    };
    const parts = [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
    return [...identities, DELIMITER, this.sign(parts), ...parts, ...buffers];
  }

  private isSigned(signature: Buffer, parts: readonly Buffer[]): boolean {
    const expected = Buffer.from(this.sign(parts));
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  }

  private sign(parts: readonly Buffer[]): string {
    const { key, signature_scheme: scheme } = this.connection;
    if (key === '') return '';
    const hmac = createHmac(scheme.replace(/^hmac-/, ''), key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  }
}

function parseObject(part: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(part.toString('utf8'));
  } catch (cause) {
    throw new BadMessage('One of its parts is not JSON.', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadMessage('One of its parts is not a JSON object.');
  }
  return value as Record<string, unknown>;
}

/** Some systems know no name for the user that runs the kernel, as in a container. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'kernel';
  }
}
