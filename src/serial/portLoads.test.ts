import assert from 'node:assert/strict';
import type { ToldLoads } from '../symbols/loads/toldLoads';
import { PortLoads } from './portLoads';

const told = (name: string, banner?: string): ToldLoads => ({
  loads: [{ kind: 'own', name }],
  ...(banner !== undefined && { banner }),
});
const names = ({ loads }: ToldLoads): readonly string[] => loads.map(({ name }) => name);

describe('loads of all ports', () => {
  it('loads of all ports are told together, those of the port that spoke last at the end', () => {
    const ports = new PortLoads();
    const heard: (readonly string[])[] = [];
    ports.onDidChange((loads) => heard.push(names(loads)));
    ports.set(0, told('a', 'Linux version 6.1'));
    ports.set(1, told('b'));
    ports.set(0, told('c', 'Linux version 6.1'));
    assert.deepEqual(heard, [['a'], ['a', 'b'], ['b', 'c']]);
    assert.equal(ports.all.banner, 'Linux version 6.1');
  });

  it('loads of all ports are forgotten at a reset, but a crash before it that is told late still has its own', () => {
    const ports = new PortLoads();
    ports.set(0, told('a'));
    const heard: (readonly string[])[] = [];
    ports.onDidChange((loads) => heard.push(names(loads)));
    ports.reset();
    ports.reset();
    assert.deepEqual(heard, [[]]);
    assert.deepEqual(names(ports.of(0)), ['a']);
    ports.set(0, told('b'));
    assert.deepEqual(names(ports.all), ['b']);
  });
});
