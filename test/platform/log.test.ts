import { describe, expect, it } from 'vitest';
import { createLog, errorCode } from '../../src/platform/log.ts';

function recorder() {
  const lines: string[] = [];
  return { lines, sink: { write: (line: string) => void lines.push(line) } };
}

describe('the logger', () => {
  it('writes the fields on its list', () => {
    const { lines, sink } = recorder();
    createLog('info', sink).warn('event failed', { event: 'evt_1', code: '23505', attempt: 2 });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'event failed',
      event: 'evt_1',
      code: '23505',
      attempt: 2,
    });
  });

  it('drops every other field, also where a wider object got round the type', () => {
    const { lines, sink } = recorder();
    const wider = { code: 'x', email: 'canary@example.org', err: new Error('canary'), body: { a: 'canary' } };
    const log = createLog('debug', sink);
    for (const write of [log.debug, log.info, log.warn, log.error]) write('happened', wider);
    expect(lines).toHaveLength(4);
    expect(lines.join()).not.toContain('canary');
    expect(Object.keys(JSON.parse(lines[3] ?? '')).sort()).toEqual(['code', 'level', 'msg', 'time']);
  });

  it('names neither machine nor process', () => {
    const { lines, sink } = recorder();
    createLog('info', sink).info('started');
    expect(Object.keys(JSON.parse(lines[0] ?? '')).sort()).toEqual(['level', 'msg', 'time']);
  });

  it('keeps quiet below its level', () => {
    const { lines, sink } = recorder();
    createLog('warn', sink).info('happened');
    createLog('silent', sink).error('happened');
    expect(lines).toEqual([]);
  });
});

describe('the word for an error', () => {
  class CanaryFreeError extends Error {}
  const coded = (code: string) => Object.assign(new Error('canary'), { code });

  it.each([
    ['an SQLSTATE', coded('23505'), '23505'],
    ['a system code', coded('ECONNREFUSED'), 'ECONNREFUSED'],
    ['the cause’s, where it was wrapped', new Error('canary', { cause: coded('40P01') }), '40P01'],
    ['its class, without a code', new CanaryFreeError('canary'), 'CanaryFreeError'],
    ['its class, where the code is a sentence', coded('canary said so, and more'), 'Error'],
    ['its class, where the code is too long', coded('c'.repeat(41)), 'Error'],
    ['unknown, for what is no error', 'canary', 'unknown'],
    ['unknown, for nothing', undefined, 'unknown'],
  ])('is %s', (_what, error, word) => {
    expect(errorCode(error)).toBe(word);
  });

  it('is never the message', () => {
    expect(errorCode(new TypeError('canary'))).toBe('TypeError');
    expect(errorCode(new Error('canary', { cause: new RangeError('canary') }))).toBe('RangeError');
  });
});
