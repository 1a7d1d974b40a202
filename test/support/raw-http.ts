import { request } from 'node:http';

export type RawAnswer = {
  status: number;
  /** names and values in turn, as they came over the wire, but for the time of day */
  headers: string[];
  body: string;
};

/** One request on a connection of its own, and all of its answer that is the same each time. */
export function rawRequest(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawAnswer> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => {
        const raw = response.rawHeaders;
        const kept = raw.filter((_, index) => raw[index - (index % 2)] !== 'Date');
        resolve({
          status: response.statusCode ?? 0,
          headers: kept,
          body: text.replace(/urn:uuid:[0-9a-f-]+/, 'urn:uuid:…'),
        });
      });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}
