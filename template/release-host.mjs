// Plays the host of the tools' releases on loopback: release-host.mjs FOLDER LOG. It prints its port, and writes the path of each request into
// LOG. The first part of a path says how it answers, the rest is a file in FOLDER.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [folder, log] = process.argv.slice(2);

createServer((request, response) => {
  appendFileSync(log, `${request.url}\n`);
  const [, how, path] = request.url.match(/^\/([a-z]+)\/(.*)$/) ?? [];
  const file = `${folder}/${path}`;
  if (how === 'broken') return response.writeHead(500).end();
  if (how === 'portal') return response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to our Wi-Fi</h1>');
  if (!path || !existsSync(file)) return response.writeHead(404).end();
  // GitHub sends every download to another host.
  if (how === 'good') return response.writeHead(302, { location: `/stored/${path}` }).end();
  const bytes = readFileSync(file);
  const half = bytes.subarray(0, bytes.length / 2);
  if (how === 'half') return response.writeHead(200, { 'content-length': half.length }).end(half);
  response.writeHead(200, { 'content-length': bytes.length });
  if (how === 'cut') return response.write(half, () => response.destroy());
  response.end(bytes);
}).listen(0, '127.0.0.1', function () {
  console.log(this.address().port);
});
