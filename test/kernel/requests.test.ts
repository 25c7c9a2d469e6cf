import assert from 'node:assert/strict';
import { Client, kinds, streamText } from './client.js';

type Content = Record<string, unknown>;

describe('kernel: what front ends ask beside cells', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(() => client.close());

  const expressionsOf = async (code: string, user_expressions: Content, options: Content = {}) =>
    (await client.execute(code, { user_expressions, ...options })).reply['user_expressions'] as Record<
      string,
      Content
    >;

  it('evaluates expressions when the cell has run, each with its value or its error', async () => {
    const answers = await expressionsOf('const base = 20; let unset: string | undefined', {
      sum: 'base + 1',
      later: 'await Promise.resolve(base * 2)',
      missing: 'nowhere',
      thrown: '(() => { throw new RangeError("too far") })()',
      none: 'unset',
    });
    assert.deepEqual(answers['sum'], { status: 'ok', data: { 'text/plain': '21' }, metadata: {} });
    assert.deepEqual(answers['later']!['data'], { 'text/plain': '40' });
    assert.deepEqual(answers['none']!['data'], { 'text/plain': 'undefined' });
    assert.equal(answers['missing']!['status'], 'error');
    assert.match(String(answers['missing']!['evalue']), /Cannot find name 'nowhere'/);
    assert.deepEqual([answers['thrown']!['ename'], answers['thrown']!['evalue']], ['RangeError', 'too far']);
  });

  it('evaluates expressions for an empty and for a silent cell; they declare nothing', async () => {
    assert.equal((await expressionsOf('', { a: '1' }))['a']!['status'], 'ok');
    assert.equal((await expressionsOf('2', { a: '1' }, { silent: true }))['a']!['status'], 'ok');
    assert.equal((await expressionsOf('', { a: 'const sneaked = 1' }))['a']!['status'], 'error');
    assert.match(String((await client.execute('sneaked')).reply['evalue']), /Cannot find name 'sneaked'/);
  });

  it('evaluates none where the cell failed', async () => {
    assert.deepEqual(await expressionsOf('throw 1', { a: '1' }), {});
  });

  it('interrupts an expression, and keeps what the cell declared', async () => {
    const content = {
      code: 'console.log("on"); let declared = 7',
      user_expressions: { a: 'await new Promise(() => {})' },
    };
    const id = client.send('execute_request', { ...content, silent: false });
    await client.until(() => streamText(client.of(id)) === 'on\n');
    await client.request('interrupt_request', {}, 'control');
    assert.equal((await client.answerTo(id)).reply['ename'], 'KeyboardInterrupt');
    assert.equal((await client.execute('declared')).reply['status'], 'ok');
  });

  it('welcomes each subscription, also a second one to the same topic', async () => {
    for (const topic of ['', 'kernel.topic', 'kernel.topic']) {
      const frames = await client.subscribeAgain(topic);
      assert.equal(frames.header.msg_type, 'iopub_welcome');
      assert.deepEqual(frames.content, { subscription: topic });
      assert.deepEqual(frames.parent, {});
    }
  });

  it('answers about code with nothing while a loop runs, and fully afterwards', async () => {
    const busy = client.send('execute_request', { code: 'console.log("on"); for (;;);', silent: false });
    await client.until(() => streamText(client.of(busy)) === 'on\n');
    const asked = await Promise.all([
      client.request('complete_request', { code: 'Math.ma', cursor_pos: 7 }),
      client.request('inspect_request', { code: 'Math', cursor_pos: 2, detail_level: 0 }),
      client.request('is_complete_request', { code: '1 +' }),
      client.request('complete_request', { code: 'Math.mi', cursor_pos: 7 }),
    ]);
    const [completed, inspected, isComplete] = asked.map(({ reply }) => reply);
    assert.deepEqual(completed, { status: 'ok', matches: [], cursor_start: 7, cursor_end: 7, metadata: {} });
    assert.deepEqual([inspected!['found'], isComplete!['status']], [false, 'unknown']);
    await client.request('interrupt_request', {}, 'control');
    await client.answerTo(busy);
    const { reply } = await client.request('complete_request', { code: 'Math.ma', cursor_pos: 7 });
    assert.ok((reply['matches'] as string[]).includes('max'));
  });

  it('completes while a cell awaits', async () => {
    const waiting = client.send('execute_request', {
      code: 'console.log("on"); await new Promise(() => {})',
      silent: false,
    });
    await client.until(() => streamText(client.of(waiting)) === 'on\n');
    const { reply } = await client.request('complete_request', { code: 'Math.ma', cursor_pos: 7 });
    assert.ok((reply['matches'] as string[]).includes('max'));
    await client.request('interrupt_request', {}, 'control');
    await client.answerTo(waiting);
  });

  it('declines the debugger on the control channel while a cell runs', async () => {
    const busy = client.send('execute_request', { code: 'console.log("on"); for (;;);', silent: false });
    await client.until(() => streamText(client.of(busy)) === 'on\n');
    const { reply } = await client.request(
      'debug_request',
      { type: 'request', command: 'attach' },
      'control',
    );
    assert.equal(reply['status'], 'error');
    assert.match(String(reply['evalue']), /no debugger/);
    await client.request('interrupt_request', {}, 'control');
    await client.answerTo(busy);
  });

  it('answers a request that it does not know with an error', async () => {
    const { reply, published } = await client.request('create_subshell_request', {}, 'control');
    assert.match(String(reply['evalue']), /does not answer create_subshell_request/);
    assert.deepEqual(kinds(published), ['busy', 'idle']);
  });

  const wrong: [type: string, content: Content, evalue: RegExp][] = [
    ['execute_request', { code: 5 }, /code: expected text, got 5/],
    ['execute_request', {}, /code: expected text, got nothing/],
    ['execute_request', { code: { toString: 1 } }, /code: expected text/],
    ['execute_request', { code: '1', silent: 'yes' }, /silent: expected true or false/],
    ['execute_request', { code: '1', user_expressions: [1] }, /user_expressions: expected an object/],
    ['execute_request', { code: '1', user_expressions: { a: 1 } }, /user_expressions\.a: expected text/],
    ['complete_request', { code: 'Math', cursor_pos: '2' }, /cursor_pos: expected a whole number/],
    ['complete_request', { code: null, cursor_pos: 2 }, /code: expected text/],
    ['inspect_request', { code: 'Math', cursor_pos: -1 }, /cursor_pos: expected a whole number/],
    ['is_complete_request', { code: ['1'] }, /code: expected text/],
    ['history_request', { hist_access_type: 'tail', n: 'many' }, /n: expected a whole number/],
    ['history_request', { hist_access_type: 'search', pattern: 1 }, /pattern: expected text/],
    ['comm_info_request', { target_name: {} }, /target_name: expected text/],
  ];
  for (const [type, content, evalue] of wrong) {
    it(`refuses ${type} ${JSON.stringify(content)}, and goes on`, async () => {
      const { reply, published } = await client.request(type, content);
      assert.deepEqual([reply['status'], reply['ename']], ['error', 'BadRequest']);
      assert.match(String(reply['evalue']), evalue);
      assert.deepEqual(kinds(published), ['busy', 'idle']);
      assert.equal((await client.execute('1')).reply['status'], 'ok');
    });
  }

  it('finds cells by a pattern, whatever the pattern', async () => {
    await client.execute('const searched = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"');
    const search = async (pattern: string) =>
      (await client.request('history_request', { hist_access_type: 'search', pattern, n: 5 })).reply[
        'history'
      ] as unknown[];
    assert.equal((await search('const ?earched*')).length, 1);
    assert.equal((await search(`*${'a*'.repeat(40)}b`)).length, 0);
  });

  it('drops messages whose parts are wrong, and answers a message that comes twice', async () => {
    const good = client.encode('kernel_info_request', {});
    const parts = good.slice(2).map(String);
    const bad: string[][] = [
      [],
      ['<IDS|MSG>'],
      ['<IDS|MSG>', '', ...parts.slice(0, 3)],
      client.signed([parts[0]!, '{}', '{}', '[1]']),
      client.signed([parts[0]!, 'null', '{}', '{}']),
      client.signed(['{"msg_id": 1, "msg_type": "kernel_info_request"}', '{}', '{}', '{}']),
      client.signed(['{"msg_id": "1"}', '{}', '{}', '{}']),
      client.signed([
        `{"msg_id":"1","msg_type":"x","deep":${'['.repeat(5000)}${']'.repeat(5000)}}`,
        '{}',
        '{}',
        '{}',
      ]),
    ];
    for (const frames of bad.filter((one) => one.length > 0)) client.sendRaw(frames);
    client.sendRaw(good);
    client.sendRaw(good);
    const id = (JSON.parse(parts[0]!) as { msg_id: string }).msg_id;
    await client.until(() => kinds(client.of(id)).filter((kind) => kind === 'idle').length === 2);
    await client.until(() => client.errors.split('was dropped').length === bad.length);
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    client.sendRaw(
      client.signed([
        parts[0]!.replace(id, 'deep').replace('kernel_info', 'execute'),
        '{}',
        '{}',
        `{"code":${deep}}`,
      ]),
    );
    assert.equal((await client.answerTo('deep')).reply['status'], 'error');
    assert.equal((await client.execute('1')).reply['status'], 'ok');
  });
});
