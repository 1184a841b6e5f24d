import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { Emitter } from '../../../src/concurrency/event';
import { SAMPLE_COMMAND } from './sampleMachine';

/** QEMU with sockets that it inherits, as a first extension has it. */
export class NaiveMachine {
  /** What the first port has said up to the prompt. */
  console = '';
  characters = 0;
  private readonly child;

  constructor(ports: number) {
    const [file = '', ...args] = SAMPLE_COMMAND;
    const serial = Array.from({ length: ports }, (_, index) => [
      ...['-chardev', `socket,id=port${index},fd=${3 + index}`],
      ...['-serial', `chardev:port${index}`],
    ]).flat();
    const sockets = Array.from({ length: ports }, () => 'pipe' as const);
    this.child = spawn(file, [...args, ...serial], { stdio: ['ignore', 'ignore', 'inherit', ...sockets] });
    for (let index = 0; index < ports; index++) this.listen(index);
  }

  say(text: string): void {
    (this.child.stdio[3] as Socket).write(text);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private listen(index: number): void {
    const decoder = new StringDecoder('utf8');
    const written = new Emitter<string>();
    written.event((text) => {
      this.characters += text.length;
      if (index === 0 && this.console.length < 10_000) this.console += text;
    });
    (this.child.stdio[3 + index] as Socket).on('data', (piece: Buffer) => written.fire(decoder.write(piece)));
  }
}
