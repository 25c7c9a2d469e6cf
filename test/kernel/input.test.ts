import assert from 'node:assert/strict';
import { Client, streamText } from './client.js';

describe('kernel: input from the person at the notebook', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => {
    client = await Client.start();
    assert.equal((await client.execute("import { prompt } from 'kernel-lib'")).reply['status'], 'ok');
  });
  after(() => client.close());

  const start = (code: string, allow_stdin: unknown = true) =>
    client.send('execute_request', { code, silent: false, allow_stdin });

  it('asks the front end that runs the cell, and gives the cell the answer', async () => {
    const id = start("console.log(`Hello ${await prompt('Name? ')}`)");
    const question = await client.answerQuestion('花子');
    assert.equal(question.header.msg_type, 'input_request');
    assert.deepEqual(question.content, { prompt: 'Name? ', password: false });
    assert.equal(question.parent.msg_id, id);
    const { reply, published } = await client.answerTo(id);
    assert.equal(reply['status'], 'ok');
    assert.equal(streamText(published), 'Hello 花子\n');
  });

  it('asks for a password that nobody is to see', async () => {
    const id = start("(await prompt('Password: ', { password: true })).length");
    assert.deepEqual((await client.answerQuestion('secret')).content, {
      prompt: 'Password: ',
      password: true,
    });
    assert.equal((await client.answerTo(id)).reply['status'], 'ok');
  });

  it('asks one question after the other', async () => {
    const id = start("console.log(await Promise.all([prompt('a'), prompt('b')]))");
    assert.equal((await client.answerQuestion('1')).content['prompt'], 'a');
    assert.equal((await client.answerQuestion('2')).content['prompt'], 'b');
    assert.equal(streamText((await client.answerTo(id)).published), "[ '1', '2' ]\n");
  });

  it('takes an answer that does not say what it answers, and no answer to another question', async () => {
    const id = start("await prompt('?')");
    await client.until(() => client.questions.length > 0);
    client.questions.length = 0;
    client.send('input_reply', { value: 'stray' }, 'stdin', { parent: { msg_id: 'another' } as never });
    client.send('input_reply', { value: 5 }, 'stdin');
    client.send('input_reply', { value: 'right' }, 'stdin');
    const { published } = await client.answerTo(id);
    const result = published.find(({ header }) => header.msg_type === 'execute_result')!;
    assert.deepEqual(result.content['data'], { 'text/plain': "'right'" });
  });

  it('fails at the line that asks where the front end allows no input', async () => {
    for (const allowed of [false, null]) {
      const { reply } = await client.answerTo(start("1;\nawait prompt('?')", allowed));
      assert.equal(reply['status'], 'error');
      assert.match(String(reply['evalue']), /takes no input/);
      assert.match((reply['traceback'] as string[]).join('\n'), /line 2/);
    }
  });

  it('fails where the front end allows input and does not listen for it', async () => {
    const { reply } = await client.withoutStdin({
      code: "await prompt('?')",
      allow_stdin: true,
      silent: false,
    });
    assert.match(String(reply['evalue']), /does not listen for input/);
  });

  it('stops waiting when the cell is interrupted, and takes no late answer for the next cell', async () => {
    const id = start("try { await prompt('?') } catch { console.log('went on') }");
    await client.until(() => client.questions.length > 0);
    client.questions.length = 0;
    await client.request('interrupt_request', {}, 'control');
    const { reply, published } = await client.answerTo(id);
    assert.equal(reply['ename'], 'KeyboardInterrupt');
    assert.equal(streamText(published), '');
    client.send('input_reply', { value: 'late' }, 'stdin');
    const next = start("console.log(await prompt('again?'))");
    await client.answerQuestion('in time');
    assert.equal(streamText((await client.answerTo(next)).published), 'in time\n');
  });

  it('says so where the cell is over', async () => {
    const id = start("setTimeout(() => prompt('?').catch((error) => console.log(error.message)), 1); 0");
    await client.until(() => /only while it runs|The cell is over/.test(streamText(client.of(id))));
  });
});
