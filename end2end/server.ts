import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const REPOSITORY = new URL('..', import.meta.url).pathname;

/** A release server with its data in a folder, for tests that stop and start it. */
export class Server {
  private output = '';

  private constructor(
    readonly address: string,
    private readonly process: ChildProcess,
  ) {
    for (const stream of [process.stdout, process.stderr]) stream?.on('data', chunk => (this.output += chunk));
  }

  /** Starts a server, with further variables such as `NAME=value`. */
  static async start(folder: string, port: number, variables: string[] = []): Promise<Server> {
    const process = spawn('scripts/serve-release.sh', [folder, String(port), ...variables], { cwd: REPOSITORY });
    const server = new Server(`http://127.0.0.1:${port}`, process);
    for (const deadline = Date.now() + 30_000; ; await sleep(50)) {
      if (await server.isReady()) return server;
      if (process.exitCode !== null || Date.now() > deadline) {
        process.kill('SIGKILL');
        throw new Error(`The server did not get ready:\n${server.output}`);
      }
    }
  }

  async stop() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const force = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(force);
  }

  private async isReady() {
    return fetch(`${this.address}/readyz`).then(answer => answer.ok, () => false);
  }
}

export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts a server for the tests of one file, with further variables such as `NAME=value`. Its address is known once the first of them runs. */
export function serverOfItsOwn(...variables: string[]): { readonly address: string } {
  let folder: string;
  let server: Server;
  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'server-'));
    server = await Server.start(folder, await freePort(), variables);
  });
  test.afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get address() {
      return server.address;
    },
  };
}
