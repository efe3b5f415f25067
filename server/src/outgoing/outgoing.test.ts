import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { OperationError } from '../errors.ts';
import { createOutgoing, type Posted } from './outgoing.ts';
import { isPublicAddress } from './public-address.ts';

const live = new AbortController().signal;
const message = { headers: { 'content-type': 'application/json' }, body: '{"hello":"world"}' };
const hasIpv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));
const servers: Server[] = [];

async function listen<S extends Server>(server: S, host = '127.0.0.1', port = 0): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      if ('closeAllConnections' in server) (server as ReturnType<typeof createHttp>).closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

/** A plain socket on 127.0.0.1 and ::1 that counts who comes. */
async function countingListener() {
  const count = { connections: 0 };
  const server = () =>
    createTcp((socket) => {
      count.connections += 1;
      socket.destroy();
    });
  const port = await listen(server());
  if (hasIpv6) await listen(server(), '::1', port);
  return { port, count };
}

/** Whatever is on this machine counts as public, as long as it is on this port. */
const toPort = (port: number) => createOutgoing({ isAllowed: (_address, to) => to === port });
const answering = async (listener: RequestListener) => listen(createHttp(listener));
const post = (port: number, outgoing = toPort(port), path = '/') =>
  outgoing.post(`http://127.0.0.1:${port}${path}`, message, live);
const reasonOf = (posted: Posted) => (posted.kind === 'unanswered' ? posted.reason : `answered ${posted.status}`);

async function refusal(work: Promise<unknown>): Promise<OperationError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(OperationError);
  return error as OperationError;
}

const privateHosts = [
  '127.0.0.1',
  '127.1',
  '0x7f.1',
  '0x7f000001',
  '0177.0.0.1',
  '2130706433',
  '127.0.0.1.',
  '１２７.0.0.1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:7f00:1]',
  '[::ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '0.0.0.0',
  '0',
  '[::]',
  '169.254.169.254',
  '168.63.129.16',
  '100.100.100.200',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '198.18.0.1',
  '192.88.99.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '[fd00::1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[100::1]',
  '[5f00::1]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'localhost.localdomain',
  'printer.local',
  'metadata.google.internal',
  'postgres',
];

describe('S-01: an address that is not public', () => {
  it.each(privateHosts)('%s is refused, and nobody is connected to', async (host) => {
    const { port, count } = await countingListener();
    // Whatever a name is looked up as would be reached.
    const outgoing = createOutgoing({ lookup: async () => ['127.0.0.1', '::1'] });
    const url = `https://${host}:${port}/in`;
    const refused = await refusal(outgoing.refuseAddress(url));
    expect([refused.code, refused.details?.[0]?.path]).toEqual(['address_not_allowed', '/url']);
    expect(refused.message).toContain('Use an address that everybody on the Internet can reach over https.');
    expect(reasonOf(await outgoing.post(url, message, live))).toContain('is not on the public Internet.');
    expect(count.connections).toBe(0);
  });

  it('is refused as what a name resolves to, when it is given and when it is called', async () => {
    const { port, count } = await countingListener();
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '10.1.2.3', '169.254.169.254']) {
      const outgoing = createOutgoing({ lookup: async () => [address] });
      const url = `https://hooks.example.org:${port}/`;
      expect((await refusal(outgoing.refuseAddress(url))).code).toBe('address_not_allowed');
      expect(reasonOf(await outgoing.post(url, message, live))).toBe(
        'hooks.example.org is not on the public Internet.',
      );
    }
    expect(count.connections).toBe(0);
  });

  it('is told from a public one', () => {
    for (const address of ['93.184.216.34', '8.8.8.8', '172.15.0.1', '172.32.0.1', '2606:2800:220:1::1', '2a00::1'])
      expect(isPublicAddress(address), address).toBe(true);
    for (const text of ['', 'example.org', '1.2.3', '4000::1']) expect(isPublicAddress(text), text).toBe(false);
  });

  it.each([
    ['http://hooks.example.org/', 'does not begin with https://'],
    ['ftp://hooks.example.org/', 'does not begin with https://'],
    ['https://name@hooks.example.org/', 'holds a name or a password'],
    ['https://:password@hooks.example.org/', 'holds a name or a password'],
    [`https://hooks.example.org/${'x'.repeat(2_000)}`, 'longer than 2000 characters'],
  ])('nor is %.40s allowed', async (url, words) => {
    const outgoing = createOutgoing({ lookup: async () => ['93.184.216.34'] });
    expect((await refusal(outgoing.refuseAddress(url, '/target'))).details).toMatchObject([
      { path: '/target', message: expect.stringContaining(words) },
    ]);
    expect(reasonOf(await outgoing.post(url, message, live))).toContain(words);
  });

  it('what is no URL is a 400, and a name that is not resolved now passes', async () => {
    const outgoing = createOutgoing({ lookup: () => Promise.reject(new Error('no such name')) });
    expect((await refusal(outgoing.refuseAddress('hooks.example.org'))).code).toBe('validation_error');
    await outgoing.refuseAddress('https://hooks.example.org:8443/in?key=1');
    expect(reasonOf(await outgoing.post('https://hooks.example.org/', message, live))).toBe('no such name');
  });
});

describe('S-02: a name that answers one thing and then another', () => {
  it('is connected to at the address that was checked, or not at all', async () => {
    const { port, count } = await countingListener();
    let asked = 0;
    const outgoing = createOutgoing({ lookup: async () => [asked++ === 0 ? '93.184.216.34' : '127.0.0.1'] });
    const url = `https://rebind.example.org:${port}/`;
    await outgoing.refuseAddress(url);
    expect(reasonOf(await outgoing.post(url, message, live))).toBe('rebind.example.org is not on the public Internet.');
    expect([asked, count.connections]).toEqual([2, 0]);
  });

  it.runIf(process.platform === 'linux')(
    'is asked once for a connection; of several answers only the public ones count',
    async () => {
      const { port, count } = await countingListener();
      let taken = 0;
      const other = createHttp((_request, response) => {
        taken += 1;
        response.end('here');
      });
      await listen(other, '127.0.0.2', port);
      let asked = 0;
      const outgoing = createOutgoing({
        isAllowed: (address) => address === '127.0.0.2',
        lookup: async () => {
          asked += 1;
          return asked === 1 ? ['127.0.0.1', '::1', '127.0.0.2'] : ['127.0.0.1'];
        },
      });
      const url = `http://two.example.org:${port}/`;
      expect(await outgoing.post(url, message, live)).toMatchObject({ kind: 'answered', status: 200, text: 'here' });
      expect([asked, taken, count.connections]).toEqual([1, 1, 0]);
    },
  );
});

test.each([301, 302, 303, 307, 308])('S-03: a %d is not followed', async (status) => {
  const { port: target, count } = await countingListener();
  const port = await answering((_request, response) =>
    response.writeHead(status, { location: `http://127.0.0.1:${target}/` }).end('elsewhere'),
  );
  const outgoing = createOutgoing({ isAllowed: () => true });
  expect(await post(port, outgoing)).toEqual({ kind: 'answered', status, retryAfter: null, text: 'elsewhere' });
  expect(count.connections).toBe(0);
});

describe('S-04: an answer is read within bounds', () => {
  const quick = (port: number) => createOutgoing({ isAllowed: (_a, to) => to === port, limits: { totalMs: 600 } });
  const raw = (speak: (socket: Socket) => void) =>
    listen(
      createTcp((socket) => {
        // Whoever does not read does not hear of the end either.
        socket.on('error', () => undefined).resume();
        speak(socket);
      }),
    );
  const every = (socket: Socket, milliseconds: number, write: () => void) => {
    const timer = setInterval(write, milliseconds);
    socket.on('close', () => clearInterval(timer));
  };
  const took = async (work: Promise<Posted>) => {
    const began = performance.now();
    return { posted: await work, milliseconds: performance.now() - began };
  };

  it('whoever says nothing is left after the whole time', async () => {
    const port = await raw(() => undefined);
    const { posted, milliseconds } = await took(post(port, quick(port)));
    expect(reasonOf(posted)).toBe('No answer within 0.6 seconds.');
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('headers that come byte by byte are cut', async () => {
    const port = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      every(socket, 50, () => socket.write('x'));
    });
    const { posted, milliseconds } = await took(post(port, quick(port)));
    expect(reasonOf(posted)).toBe('No answer within 0.6 seconds.');
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('headers without end are cut, in number and in length', async () => {
    for (const line of [`a: ${'b'.repeat(100)}\r\n`, 'c'.repeat(100)]) {
      const port = await raw((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        every(socket, 1, () => socket.write(line.repeat(100)));
      });
      expect(reasonOf(await post(port))).toMatch(/header|Header/i);
    }
  });

  it('answers before the answer have an end too', async () => {
    const port = await raw((socket) => every(socket, 5, () => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n')));
    const { posted, milliseconds } = await took(post(port, quick(port)));
    expect(posted.kind).toBe('unanswered');
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('a body that comes byte by byte is cut, and its status counts', async () => {
    const port = await answering((_request, response) => {
      response.writeHead(200).write('begin');
      const timer = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(timer));
    });
    const { posted, milliseconds } = await took(post(port, quick(port)));
    expect(posted).toMatchObject({ kind: 'answered', status: 200, text: expect.stringMatching(/^beginx*$/) });
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('of a body without end 64 KiB are read', async () => {
    const before = process.memoryUsage().rss;
    let sent = 0;
    const port = await answering((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const push = () => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
        if (!response.destroyed) response.once('drain', push);
      };
      push();
    });
    const { posted, milliseconds } = await took(post(port));
    expect(posted).toMatchObject({ kind: 'answered', status: 200 });
    expect(posted.kind === 'answered' && posted.text.length).toBe(64 * 1024);
    expect(milliseconds).toBeLessThan(2_000);
    expect(sent).toBeLessThan(16 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('nothing is unpacked, and nothing packed is asked for', async () => {
    let accepted: string | undefined;
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const port = await answering((request, response) => {
      accepted = String(request.headers['accept-encoding']);
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    const before = process.memoryUsage().rss;
    expect(await post(port)).toEqual({ kind: 'answered', status: 200, retryAfter: null, text: '' });
    expect(accepted).toBe('identity');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('one host that never answers takes its own slots, and the others go on', async () => {
    const slow = await raw(() => undefined);
    const fast = await answering((_request, response) => response.end('ok'));
    const outgoing = createOutgoing({ isAllowed: () => true, limits: { totalMs: 800, total: 6, perHost: 4 } });
    const held = Array.from({ length: 12 }, () => post(slow, outgoing));
    const { posted, milliseconds } = await took(post(fast, outgoing));
    expect(posted).toMatchObject({ status: 200, text: 'ok' });
    expect(milliseconds).toBeLessThan(600);
    // Those that waited for a slot are over in the same time.
    expect((await Promise.all(held)).map(({ kind }) => kind)).toEqual(held.map(() => 'unanswered'));
  });

  it('it ends when the server stops', async () => {
    const port = await raw(() => undefined);
    const stopping = new AbortController();
    const posting = toPort(port).post(`http://127.0.0.1:${port}/`, message, stopping.signal);
    setTimeout(() => stopping.abort(), 50);
    const { milliseconds } = await took(posting);
    expect(milliseconds).toBeLessThan(1_000);
  });
});

it('sends the body and the headers as they are, on a connection of their own', async () => {
  const seen: unknown[] = [];
  const port = await answering(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push([request.method, request.url, request.headers['content-type'], Buffer.concat(chunks).toString()]);
    response.writeHead(429, { 'retry-after': '120' }).end('slower');
  });
  const posted = await post(port, toPort(port), '/in?key=1#part');
  expect(posted).toEqual({ kind: 'answered', status: 429, retryAfter: '120', text: 'slower' });
  expect(seen).toEqual([['POST', '/in?key=1', 'application/json', message.body]]);
});

// Without openssl there is nobody to make a certificate.
const canCertify = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!canCertify)('S-10: whose certificate is no good is told nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchlight-outgoing-'));
  const at = (name: string) => join(folder, name);
  const openssl = (line: string) => execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'ignore' });
  let asked = 0;
  const secure = (name: string) =>
    listen(
      createHttps({ key: readFileSync(at('key.pem')), cert: readFileSync(at(`${name}.pem`)) }, (_request, response) => {
        asked += 1;
        response.end('ok');
      }),
    );
  const ec = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

  beforeAll(() => {
    openssl(`req -x509 ${ec} -days 2 -subj /CN=ca -keyout ca-key.pem -out ca.pem`);
    openssl(
      `req ${ec} -subj /CN=hooks.example.org -addext subjectAltName=DNS:hooks.example.org -keyout key.pem -out csr.pem`,
    );
    const sign = 'x509 -req -in csr.pem -CA ca.pem -CAkey ca-key.pem -copy_extensions copy';
    openssl(`${sign} -days 2 -out good.pem`);
    openssl(`${sign} -days -1 -out expired.pem`);
    openssl(
      'req -x509 -key key.pem -days 2 -subj /CN=hooks.example.org -addext subjectAltName=DNS:hooks.example.org -out self.pem',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const outgoing = () =>
    createOutgoing({
      isAllowed: () => true,
      lookup: async () => ['127.0.0.1'],
      ca: readFileSync(at('ca.pem'), 'utf8'),
    });

  it.each([
    ['self', 'hooks.example.org', /self-signed/],
    ['expired', 'hooks.example.org', /expired/],
    ['good', 'other.example.org', /altnames|ALTNAME/],
  ])('%s for %s', async (name, host, words) => {
    asked = 0;
    const port = await secure(name);
    expect(reasonOf(await outgoing().post(`https://${host}:${port}/`, message, live))).toMatch(words);
    expect(asked).toBe(0);
  });

  it('and one that is good is told', async () => {
    const port = await secure('good');
    const posted = await outgoing().post(`https://hooks.example.org:${port}/`, message, live);
    expect(posted).toMatchObject({ kind: 'answered', status: 200, text: 'ok' });
  });
});
