import assert from 'node:assert/strict';
import type { Message } from 'kernel-lib/dist/kernel/wire.js';
import { Client, kinds, streamText } from './client.js';

describe('kernel: comms', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => {
    client = await Client.start();
    assert.equal(
      (await client.execute("import { openComm, registerCommTarget } from 'kernel-lib'")).reply['status'],
      'ok',
    );
  });
  after(() => client.close());

  const send = (type: string, content: Record<string, unknown>, buffers: Buffer[] = []) =>
    client.send(type, content, 'shell', { buffers });
  const idle = (id: string) => client.until(() => kinds(client.of(id)).includes('idle'));
  const published = (type: string) => client.published.filter(({ header }) => header.msg_type === type);
  const commsOf = async (content = {}) => (await client.request('comm_info_request', content)).reply['comms'];
  const echo = `registerCommTarget('echo', (comm, { data }) => {
    comm.send({ hello: data['name'] });
    comm.onMessage(({ data, buffers }) => comm.send({ echo: data }, { buffers }));
    comm.onClose(({ data }) => console.log('closed', data));
  });`;

  it('opens, speaks both ways and closes', async () => {
    const cell = client.send('execute_request', { code: echo, silent: false });
    await client.answerTo(cell);
    await idle(send('comm_open', { comm_id: 'c1', target_name: 'echo', data: { name: 'widget' } }));
    const said = () => published('comm_msg').filter(({ content }) => content['comm_id'] === 'c1');
    await client.until(() => said().length === 1);
    assert.deepEqual(said()[0]!.content, { comm_id: 'c1', data: { hello: 'widget' } });
    assert.equal(said()[0]!.parent.msg_id, cell);
    await idle(send('comm_msg', { comm_id: 'c1', data: { value: 3 } }, [Buffer.from([0, 255])]));
    await client.until(() => said().length === 2);
    const answer: Message = said()[1]!;
    assert.deepEqual(answer.content['data'], { echo: { value: 3 } });
    assert.deepEqual(answer.buffers, [Buffer.from([0, 255])]);
    assert.deepEqual(await commsOf(), { c1: { target_name: 'echo' } });
    assert.deepEqual(await commsOf({ target_name: 'other' }), {});
    await idle(send('comm_close', { comm_id: 'c1', data: { why: 'done' } }));
    await client.until(() => streamText(client.of(cell)) === "closed { why: 'done' }\n");
    assert.deepEqual(await commsOf({ target_name: 'echo' }), {});
  });

  it('lets a cell open a comm, send while the front end answers, and close it', async () => {
    const { published: first } = await client.execute(
      `const line = openComm('widget', { model: 1 }, { metadata: { version: '2' } });
       line.onMessage(({ data }) => console.log('heard', data)); line.send({ step: 1 });`,
    );
    assert.deepEqual(kinds(first), ['busy', 'execute_input', 'comm_open', 'comm_msg', 'idle']);
    const open = first.find(({ header }) => header.msg_type === 'comm_open')!;
    assert.deepEqual([open.content['target_name'], open.metadata], ['widget', { version: '2' }]);
    const id = String(open.content['comm_id']);
    assert.deepEqual(await commsOf({ target_name: 'widget' }), { [id]: { target_name: 'widget' } });
    await idle(send('comm_msg', { comm_id: id, data: { x: 1 } }));
    await client.until(() => streamText(client.published).includes('heard { x: 1 }'));
    const { published: last } = await client.execute('line.close(); line.isOpen');
    assert.ok(kinds(last).includes('comm_close'));
    assert.deepEqual(await commsOf(), {});
    assert.match(String((await client.execute('line.send({})')).reply['evalue']), /is closed/);
  });

  it('hears a comm while a cell awaits', async () => {
    const cell = client.send('execute_request', {
      code: `const heard = openComm('waiting'); console.log('on'); await new Promise<void>((resolve) => heard.onMessage(() => resolve()))`,
      silent: false,
    });
    await client.until(() => streamText(client.of(cell)) === 'on\n');
    const open = client.of(cell).find(({ header }) => header.msg_type === 'comm_open')!;
    send('comm_msg', { comm_id: open.content['comm_id'], data: {} });
    assert.equal((await client.answerTo(cell)).reply['status'], 'ok');
  });

  it('opens a comm whose target a cell before it is about to register', async () => {
    const code = `await new Promise((resolve) => setTimeout(resolve, 50)); registerCommTarget('soon', (comm) => comm.send({ up: 1 }))`;
    client.send('execute_request', { code, silent: false });
    const opened = send('comm_open', { comm_id: 'c2', target_name: 'soon', data: {} });
    send('comm_msg', { comm_id: 'c2', data: {} });
    await idle(opened);
    assert.deepEqual(kinds(client.of(opened)), ['busy', 'idle']);
    assert.ok(published('comm_msg').some(({ content }) => content['comm_id'] === 'c2'));
  });

  it('closes a comm that nobody serves', async () => {
    const id = send('comm_open', { comm_id: 'c3', target_name: 'none', data: {} });
    await idle(id);
    assert.deepEqual(kinds(client.of(id)), ['busy', 'comm_close', 'idle']);
    assert.equal(client.of(id)[1]!.content['comm_id'], 'c3');
  });

  it('shows an error of a handler under the cell that registered it, and closes a comm that failed to open', async () => {
    const cell = client.send('execute_request', {
      code: `registerCommTarget('failing', (comm) => {\n  comm.onMessage(async () => { throw new Error('in the handler') });\n});\nregisterCommTarget('refusing', () => { throw new Error('at the opening') });`,
      silent: false,
    });
    await client.answerTo(cell);
    await client.execute('"another cell"');
    send('comm_open', { comm_id: 'c4', target_name: 'failing', data: {} });
    send('comm_msg', { comm_id: 'c4', data: {} });
    send('comm_open', { comm_id: 'c5', target_name: 'refusing', data: {} });
    const errors = () => client.of(cell).filter(({ header }) => header.msg_type === 'error');
    await client.until(() => errors().length === 2);
    const byValue = errors()
      .map(({ content }) => content)
      .sort((a, b) => (String(a['evalue']) < String(b['evalue']) ? -1 : 1));
    assert.deepEqual(
      byValue.map(({ evalue }) => evalue),
      ['at the opening', 'in the handler'],
    );
    assert.match(JSON.stringify(byValue[1]!['traceback']), /line 2/);
    await client.until(() => published('comm_close').some(({ content }) => content['comm_id'] === 'c5'));
  });

  it('interrupts a handler that loops, and goes on', async () => {
    const cell = client.send('execute_request', {
      code: `registerCommTarget('looping', () => { console.log('on'); for (;;); })`,
      silent: false,
    });
    await client.answerTo(cell);
    const opened = send('comm_open', { comm_id: 'c6', target_name: 'looping', data: {} });
    const next = client.send('execute_request', { code: '"after"', silent: false });
    await client.until(() => streamText(client.of(cell)) === 'on\n');
    await client.request('interrupt_request', {}, 'control');
    await client.answerTo(next);
    await idle(opened);
    assert.equal((await client.execute('"still here"')).reply['status'], 'ok');
  });

  it('drops comm messages that are wrong or for nobody', async () => {
    const ids = [
      send('comm_msg', { comm_id: 'nobody', data: {} }),
      send('comm_close', { comm_id: 'nobody', data: {} }),
      send('comm_open', { comm_id: 5, target_name: 'echo', data: {} }),
      send('comm_open', { comm_id: 'c7', target_name: 'echo', data: 'text' }),
      send('comm_open', { comm_id: 'c7', data: {} }),
    ];
    for (const id of ids) {
      await idle(id);
      assert.deepEqual(kinds(client.of(id)), ['busy', 'idle']);
    }
  });

  it('closes all comms when the process with their handlers has gone', async () => {
    await client.execute("const last = openComm('gone', {})");
    const [id] = Object.keys((await commsOf({ target_name: 'gone' })) as object);
    await client.execute('process.exit(1)');
    await client.until(() => published('comm_close').some(({ content }) => content['comm_id'] === id));
    assert.deepEqual(await commsOf(), {});
  });
});
