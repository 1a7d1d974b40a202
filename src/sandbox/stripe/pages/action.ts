import type { Controls } from '../controls.ts';
import type { World } from '../world.ts';

/** One button: on which objects it stands and what it does. */
export type Action<T> = {
  name: string;
  label: string;
  isOffered(object: T, world: World): boolean;
  act(controls: Controls, id: string): void;
};

export const always = () => true;
