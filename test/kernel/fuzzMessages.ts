/** Random messages to a kernel: what front ends send, what they should not, and what nobody should. */
import { pick, randomInt, type Random } from 'kernel-lib';

type Content = Record<string, unknown>;

export interface FuzzMessage {
  channel: 'shell' | 'control' | 'stdin';
  type: string;
  content: Content;
  /** How the frames are spoiled, where they are: such a message is to be dropped. */
  spoil?: (frames: Buffer[]) => Buffer[];
  /** It ends only when it is interrupted. */
  endless?: boolean;
}

const host = '(globalThis as any)[Symbol.for("blossom.host")]';
const cells = [
  '1',
  '',
  'const a = 1; a',
  'let b = [1, 2]; b',
  'console.log("x".repeat(1000)); console.error("y")',
  'await null; 2',
  'throw new Error("x")',
  'throw "text"',
  'const = 1',
  'const wrong: number = "text"',
  'setTimeout(() => console.log("late"), 3)',
  'Promise.reject(new Error("stray")); 3',
  `${host}.display({ "text/plain": "shown" }, { id: "d" }); ${host}.clear(true)`,
  `${host}.registerCommTarget("fuzz", (comm: any) => comm.onMessage((m: any) => comm.send(m.data)))`,
  `${host}.openComm("front", {}).send({})`,
  '\u0000\ud800 🌸 }{',
];
const endless = [
  'for (;;);',
  'await new Promise(() => {})',
  'for (;;) await null',
  `await ${host}.input("?", { password: false })`,
];
const values: unknown[] = [null, true, -1, 1.5, 1e99, '', 'text', '🌸', [], [1], {}, { a: { b: [] } }];
const fields = {
  complete_request: ['code', 'cursor_pos'],
  inspect_request: ['code', 'cursor_pos', 'detail_level'],
  is_complete_request: ['code'],
  history_request: ['hist_access_type', 'n', 'pattern', 'start', 'stop', 'unique', 'output'],
  comm_info_request: ['target_name'],
  kernel_info_request: [],
  debug_request: ['command'],
  interrupt_request: [],
  unheard_of_request: ['x'],
};

export function fuzzMessage(random: Random): FuzzMessage {
  const dice = random();
  if (dice < 0.4) return cellMessage(random);
  if (dice < 0.75) return requestMessage(random);
  if (dice < 0.87) return commMessage(random);
  if (dice < 0.9) return { channel: 'stdin', type: 'input_reply', content: { value: pick(random, values) } };
  return { ...requestMessage(random), spoil: spoiler(random) };
}

function cellMessage(random: Random): FuzzMessage {
  const dice = random();
  if (dice < 0.003) return cell(random, 'process.exit(1)');
  if (dice < 0.05) return { ...cell(random, pick(random, endless)), endless: true };
  const message = cell(random, pick(random, cells));
  return dice < 0.2 ? { ...message, content: spoilField(random, message.content) } : message;
}

function cell(random: Random, code: string): FuzzMessage {
  const maybe = () => random() < 0.5;
  const content = {
    code,
    silent: random() < 0.1,
    store_history: maybe(),
    stop_on_error: maybe(),
    allow_stdin: maybe(),
    user_expressions: random() < 0.1 ? { sum: '1 + 1', none: 'nowhere' } : {},
  };
  return { channel: 'shell', type: 'execute_request', content };
}

function requestMessage(random: Random): FuzzMessage {
  const type = pick(random, Object.keys(fields) as (keyof typeof fields)[]);
  const good: Content = {
    code: pick(random, [...cells, 'Math.ma', 'conso']),
    cursor_pos: randomInt(random, 12),
    hist_access_type: pick(random, ['tail', 'range', 'search']),
    n: randomInt(random, 5),
    pattern: '*a*',
  };
  const names = fields[type].filter((name) => name in good);
  const content: Content = Object.fromEntries(names.map((name) => [name, good[name]]));
  for (const name of fields[type]) if (random() < 0.15) content[name] = pick(random, values);
  return { channel: random() < 0.3 ? 'control' : 'shell', type, content };
}

function commMessage(random: Random): FuzzMessage {
  const type = pick(random, ['comm_open', 'comm_msg', 'comm_close', 'nonsense']);
  const content: Content = {
    comm_id: pick(random, ['a', 'b', 'c']),
    target_name: pick(random, ['fuzz', 'unknown']),
    data: { n: randomInt(random, 9) },
  };
  return { channel: 'shell', type, content: random() < 0.2 ? spoilField(random, content) : content };
}

/** One field of another type, or missing. The code stays: another text might never end. */
function spoilField(random: Random, content: Content): Content {
  const name = pick(random, Object.keys(content));
  if (random() < 0.3) return Object.fromEntries(Object.entries(content).filter(([key]) => key !== name));
  return {
    ...content,
    [name]: pick(random, name === 'code' ? values.filter((v) => typeof v !== 'string') : values),
  };
}

function spoiler(random: Random): (frames: Buffer[]) => Buffer[] {
  const at = (frames: Buffer[]) => randomInt(random, frames.length);
  return pick(random, [
    (frames) => frames.filter((_, i) => i !== 0),
    (frames) => frames.slice(0, 1 + randomInt(random, 4)),
    (frames) => frames.with(1, Buffer.from('0'.repeat(64))),
    (frames) => frames.with(3 + randomInt(random, 3), Buffer.from('{"other": 1}')),
    (frames) => frames.with(at(frames), Buffer.from([0xff, 0, 0xfe])),
    () => [Buffer.alloc(0)],
  ] satisfies ((frames: Buffer[]) => Buffer[])[]);
}
