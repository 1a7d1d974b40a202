import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { invalidRequest, type StripeFault } from './errors.ts';
import { bracketName } from './form.ts';
import schemaFile from './parameters.schema.json' with { type: 'json' };
import type { ParametersName } from './parameters.ts';
import type { Json, Received } from './wire.ts';

const SCHEMAS: Record<ParametersName, object> = schemaFile;

const ajv = new Ajv({
  strict: false,
  coerceTypes: true,
  allErrors: true,
  verbose: true,
  // Takes longer than all that is ever validated here.
  code: { optimize: false },
});

/**
 * The parameters of a request, held to the SDK's types, with numbers and booleans read from their strings.
 * @throws StripeFault naming the first parameter that Stripe would refuse.
 */
export function createValidator<N extends ParametersName>(name: N): (raw: Json) => Received<N> {
  let validate: ValidateFunction<Received<N>> | null = null;
  return (raw) => {
    validate ??= ajv.compile<Received<N>>(SCHEMAS[name]);
    if (validate(raw)) return raw;
    throw toFault(validate.errors ?? []);
  };
}

const PRECEDENCE = ['additionalProperties', 'required', 'type', 'enum', 'pattern'];

/** Of the errors on all branches of a union, those deepest inside it speak of the branch that was meant. */
function mostTelling(errors: ErrorObject[]): ErrorObject | undefined {
  const rank = (error: ErrorObject) => PRECEDENCE.indexOf(error.keyword);
  return errors
    .filter((error) => rank(error) >= 0)
    .sort(
      (a, b) => b.instancePath.split('/').length - a.instancePath.split('/').length || rank(a) - rank(b),
    )[0];
}

function toFault(errors: ErrorObject[]): StripeFault {
  const error = errors.find((one) => one.keyword === 'additionalProperties') ?? mostTelling(errors);
  if (!error) return invalidRequest('Invalid request.');
  const { instancePath, params, data } = error;
  const param = bracketName(instancePath);
  switch (error.keyword) {
    case 'additionalProperties': {
      const unknown = bracketName(`${instancePath}/${params.additionalProperty}`);
      const code = 'parameter_unknown';
      return invalidRequest(`Received unknown parameter: ${unknown}`, { code, param: unknown });
    }
    case 'required': {
      const missing = bracketName(`${instancePath}/${params.missingProperty}`);
      return invalidRequest(`Missing required param: ${missing}.`, {
        code: 'parameter_missing',
        param: missing,
      });
    }
    case 'enum':
      return invalidRequest(`Invalid ${param}: must be one of ${params.allowedValues.join(', ')}`, { param });
    case 'pattern':
      return invalidRequest(`Invalid decimal: ${data}`, { param });
    default:
      return wrongType(param, String(params.type), data);
  }
}

function wrongType(param: string, type: string, data: unknown): StripeFault {
  const shown = typeof data === 'string' ? data : JSON.stringify(data);
  const code = type === 'integer' || type === 'string' ? { code: `parameter_invalid_${type}` } : {};
  return invalidRequest(`Invalid ${type}: ${shown}`, { param, ...code });
}
