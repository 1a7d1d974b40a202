import { createServer, request as forward } from 'node:http';
import { text } from 'node:stream/consumers';

export type Recorded = { method: string; path: string; query: string; body: string };

export type RecordingProxy = { url: string; requests: Recorded[]; stop(): Promise<void> };

/** Stands between the service and the sandbox, lets everything through, and remembers what was asked. */
export async function startRecordingProxy(target: () => string): Promise<RecordingProxy> {
  const requests: Recorded[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const body = await text(incoming);
    const [path = '', query = ''] = url.split('?');
    requests.push({ method, path, query, body });
    const passed = forward(new URL(url, target()), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    requests,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
