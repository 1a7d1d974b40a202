import express from 'express';
import type { StripeSandbox } from '../sandbox.ts';
import type { World } from '../world.ts';
export function createPages(
  _world: World,
  _sandbox: StripeSandbox,
  _log: (m: string) => void,
): express.Router {
  return express.Router();
}
