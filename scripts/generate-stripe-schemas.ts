/**
 * Writes `src/sandbox/stripe/parameters.schema.json` from the SDK's parameter types, so that the sandbox refuses what
 * Stripe's own types do not know: `npx tsx scripts/generate-stripe-schemas.ts`. Run it after each change of the SDK.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = fileURLToPath(new URL('../src/sandbox/stripe/parameters.schema.json', import.meta.url));

type Node = { [key: string]: unknown };

/** Amounts, counts and instants are integers at Stripe, although TypeScript only knows `number`. */
const FRACTIONS = /percent|^(height|length|weight|width)$/;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The SDK's enums are open (`'a' | 'b' | string`) for the sake of answers; a request may only name what exists. */
function closeEnum(choices: unknown[]): unknown[] {
  const known = choices.some((choice) => isNode(choice) && (choice.enum || choice.const));
  const open = (choice: unknown) =>
    isNode(choice) && choice.type === 'string' && Object.keys(choice).length === 1;
  return known && choices.some((choice) => isNode(choice) && choice.enum)
    ? choices.filter((choice) => !open(choice))
    : choices;
}

/** A form has no null: the SDK sends it as an empty string, which the types allow wherever they allow null. */
function withoutNull(choices: unknown[]): unknown[] {
  return choices.filter((choice) => !(isNode(choice) && choice.type === 'null'));
}

function isDecimal(node: Node): boolean {
  return isNode(node.properties) && Object.keys(node.properties).some((key) => key.startsWith('__@__'));
}

function toWire(node: unknown, name: string): unknown {
  if (Array.isArray(node)) return node.map((item) => toWire(item, name));
  if (!isNode(node)) return node;
  if (isDecimal(node)) return { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };
  if (Array.isArray(node.anyOf)) {
    const choices = closeEnum(withoutNull(node.anyOf)).map((choice) => toWire(choice, name));
    return choices.length === 1 ? choices[0] : { anyOf: choices };
  }
  if (Array.isArray(node.type)) return { type: 'string' };
  if (node.type === 'number') return { type: FRACTIONS.test(name) ? 'number' : 'integer' };
  if (isNode(node.properties)) {
    const properties = Object.entries(node.properties).map(([key, value]) => [key, toWire(value, key)]);
    return { ...node, properties: Object.fromEntries(properties) };
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, toWire(value, name)]));
}

export function generateSchemas(): string {
  const generator = createGenerator({
    path: `${ROOT}src/sandbox/stripe/parameters.ts`,
    tsconfig: `${ROOT}tsconfig.json`,
    type: 'Parameters',
    skipTypeCheck: true,
    additionalProperties: false,
    jsDoc: 'none',
    topRef: false,
    expose: 'none',
  });
  const { properties = {} } = generator.createSchema('Parameters');
  const lines = Object.entries(properties).map(
    ([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(toWire(schema, name))}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, generateSchemas());
