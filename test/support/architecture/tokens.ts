export type Token = { readonly kind: 'word' | 'string' | 'mark'; readonly text: string };

/** After these a slash begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /^(?:[([{,;=:!&|?+\-*%~^<>]|return|typeof|case|in|of|do|else|void|await|yield|throw)$/;

/**
 * Just enough of a tokenizer to find imports and a few names in TypeScript, without being fooled by comments, strings,
 * templates and regular expressions.
 */
export function tokenize(source: string): Token[] {
  return read(source, 0, false).tokens;
}

const PATTERNS = {
  skip: /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|^#![^\n]*)+/y,
  word: /[\p{ID_Start}\d$_#][\p{ID_Continue}$\u200c\u200d]*/uy,
  string: /'((?:[^'\\\n]|\\[\s\S])*)'|"((?:[^"\\\n]|\\[\s\S])*)"/y,
  regex: /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y,
};

/** From `start` to the end, or inside a template to the brace that ends its expression. */
function read(source: string, start: number, inTemplate: boolean): { tokens: Token[]; end: number } {
  const tokens: Token[] = [];
  let depth = 0;
  let at = start;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) at += found[0].length;
    return found;
  };
  while (at < source.length) {
    if (match(PATTERNS.skip)) continue;
    const string = match(PATTERNS.string);
    if (string) {
      tokens.push({ kind: 'string', text: string[1] ?? string[2] ?? '' });
      continue;
    }
    if (source[at] === '`') {
      const template = readTemplate(source, at + 1);
      tokens.push(...template.tokens);
      at = template.end;
      continue;
    }
    if (source[at] === '/' && BEFORE_REGEX.test(tokens.at(-1)?.text ?? ';') && match(PATTERNS.regex)) {
      tokens.push({ kind: 'string', text: '' });
      continue;
    }
    const word = match(PATTERNS.word);
    if (word) {
      tokens.push({ kind: 'word', text: word[0] });
      continue;
    }
    const mark = source.charAt(at);
    if (mark === '{') depth += 1;
    if (mark === '}') depth -= 1;
    if (inTemplate && depth < 0) break;
    tokens.push({ kind: 'mark', text: mark });
    at += 1;
  }
  return { tokens, end: at };
}

function readTemplate(source: string, start: number): { tokens: Token[]; end: number } {
  const inner: Token[] = [];
  let text = '';
  let at = start;
  while (at < source.length && source[at] !== '`') {
    if (source.startsWith('${', at)) {
      const expression = read(source, at + 2, true);
      inner.push({ kind: 'mark', text: '(' }, ...expression.tokens, { kind: 'mark', text: ')' });
      at = expression.end + 1;
    } else {
      const length = source[at] === '\\' ? 2 : 1;
      text += source.slice(at, at + length);
      at += length;
    }
  }
  const plain: Token[] = [{ kind: 'string', text }];
  return { tokens: inner.length === 0 ? plain : inner, end: at + 1 };
}
