import { debugconFlood } from './debugcon';
import type { Flood } from './flood';
import { pl011Flood } from './pl011';
import { uartFlood } from './uart';
import { virtioFlood } from './virtio';

const FLOODS = { uart: uartFlood, pl011: pl011Flood, debugcon: debugconFlood, virtio: virtioFlood } as const;

export type FloodName = keyof typeof FLOODS;

export function floodNamed(name: FloodName): Flood {
  return FLOODS[name]();
}
