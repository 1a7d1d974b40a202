import type { StripeFault } from './errors.ts';
import type { ParametersName } from './parameters.ts';
import { createValidator } from './validate.ts';
import type { Json, Received } from './wire.ts';
import type { World } from './world.ts';

export type Call<N extends ParametersName> = { world: World; params: Received<N>; id: string };

export type Route = {
  method: 'get' | 'post' | 'delete';
  path: string;
  /** Validates now and gives back what is left to do, so that refused parameters never reach an idempotency key. */
  prepare(raw: Json, id: string): (world: World) => object;
};

/**
 * One route of the API.
 * @param parameters which of the SDK's types its parameters are held to.
 * @param handle gives the object to answer with. A fault that it returns is answered too but keeps what was done
 *   (a declined card); one that it throws takes everything back.
 */
export function route<N extends ParametersName>(
  method: Route['method'],
  path: string,
  parameters: N,
  handle: (call: Call<N>) => object | StripeFault,
): Route {
  const validate = createValidator(parameters);
  return {
    method,
    path,
    prepare: (raw, id) => {
      const params = validate(raw);
      return (world) => handle({ world, params, id });
    },
  };
}
