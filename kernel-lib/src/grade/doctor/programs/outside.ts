/** Network and files: rows 33 and 34. */
import { ANSWER, literal, type Abuse } from '../abuse.js';

export const outside: Abuse[] = [
  {
    number: 33,
    title: 'TCP, UDP and DNS on the loopback, sockets in the file system and abstract ones',
    expected: 'failed',
    restsOn: 'isolation',
    source: ({ ports, sockets }) => `
const net = require('net'), dns = require('dns'), dgram = require('dgram');
const soon = (start: (found: (text: unknown) => void) => void) => new Promise<void>((resolve) => {
  const late = setTimeout(resolve, 700);
  const done = () => { clearTimeout(late); resolve(); };
  if (attempt(() => (start((text) => { gained ||= CANARY.test(String(text)); done(); }), true)) !== true) done();
});
const connect = (where: object) => soon((found) => {
  const socket = net.connect(where, () => undefined);
  socket.on('data', found).on('error', found).on('end', () => found(''));
});
await Promise.all([
  connect({ port: ${ports.tcp}, host: '127.0.0.1' }),
  connect({ path: ${literal(sockets.path)} }),
  connect({ path: ${literal(sockets.abstract)} }),
  soon((found) => {
    const socket = dgram.createSocket('udp4');
    socket.on('message', found).on('error', found);
    socket.send('hello', ${ports.udp}, '127.0.0.1', (error: unknown) => error && found(error));
    socket.unref();
  }),
  soon((found) => {
    const resolver = new dns.Resolver({ timeout: 500, tries: 1 });
    resolver.setServers(['127.0.0.1:${ports.udp}']);
    resolver.resolve4('blossom.example', found);
  }),
]);
${ANSWER}`,
    harm: (stage) => (stage.visited() ? 'a service outside was reached' : undefined),
  },
  {
    number: 34,
    title: 'delete or overwrite another submission, look into the home folder',
    expected: 'failed',
    restsOn: 'isolation',
    source: ({ files, home }) => `
const fs = require('fs');
gained = attempt(() => (fs.writeFileSync(${literal(files.other)}, 'mine'), true)) === true;
attempt(() => (fs.rmSync(${literal(files.other)}), gained = true));
gained ||= (attempt(() => fs.readdirSync(${literal(home)})) ?? []).length > 0;
${ANSWER}`,
    harm: (stage) => (stage.damaged() === undefined ? undefined : 'another submission was changed'),
  },
];
