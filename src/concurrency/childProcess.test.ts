import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE, alive, collect, node, seen, sh } from '../../test/support/concurrency/children';
import { ChildProcess, SpawnError, kill } from './childProcess';

describe('ChildProcess.spawn', () => {
  it('spawn() runs a program and tells how it ended, with all of its output', async () => {
    const child = await sh('echo out; echo err >&2; exit 7');
    const [out, err] = [collect(child.stdout), collect(child.stderr)];
    assert.equal(child.exit, undefined);
    assert.ok(child.pid > 0);
    assert.deepEqual(await child.stopped, { code: 7, signal: null });
    assert.deepEqual([out(), err()], ['out\n', 'err\n']);
    assert.deepEqual(child.exit, { code: 7, signal: null });
    assert.equal(child.lastRung, '');
    child.signal('SIGTERM');
    assert.deepEqual(await child.stop(), { code: 7, signal: null });
    assert.equal(child.lastRung, '', 'no rung was needed');
  });

  it('spawn() uses no shell: arguments arrive as they are', async () => {
    const child = await ChildProcess.spawn('node', NODE, ['-p', 'process.argv[1]', '$(id); "x" *']);
    const out = collect(child.stdout);
    await child.stopped;
    assert.equal(out(), '$(id); "x" *\n');
  });

  it('spawn() says that there is no such program', async () => {
    await assert.rejects(ChildProcess.spawn('q', '/nowhere/qemu', []), (error: SpawnError) => {
      assert.ok(error instanceof SpawnError);
      assert.deepEqual([error.command, error.code], ['/nowhere/qemu', 'ENOENT']);
      assert.equal(error.message, 'cannot start /nowhere/qemu: there is no such program (ENOENT)');
      return true;
    });
    await assert.rejects(ChildProcess.spawn('q', 'no-such-program', [], { sockets: 2 }), SpawnError);
  });

  it('spawn() tells a missing working directory from a missing program', async () => {
    await assert.rejects(sh('true', { cwd: '/nowhere' }), /there is no directory \/nowhere to start it in/);
    await assert.rejects(ChildProcess.spawn('q', '/nowhere/qemu', [], { cwd: '/' }), /no such program/);
  });

  it('spawn() says so when a file cannot be executed, and when the system refuses the call', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'child-test-'));
    try {
      const file = join(directory, 'plain');
      writeFileSync(file, 'text');
      chmodSync(file, 0o600);
      await assert.rejects(ChildProcess.spawn('q', file, []), { name: 'SpawnError', code: 'EACCES' });
      await assert.rejects(ChildProcess.spawn('q', NODE, ['a\0b']), { name: 'SpawnError' });
      await assert.rejects(ChildProcess.spawn('q', NODE, ['x'.repeat(3_000_000)]), { code: 'E2BIG' });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('spawn() hands over environment and working directory', async () => {
    const child = await sh('echo "$GREETING"; pwd', { env: { GREETING: 'hi' }, cwd: '/' });
    const out = collect(child.stdout);
    await child.stopped;
    assert.equal(out(), 'hi\n/\n');
  });

  it('a child reads what is written to it, and writing to one that has ended does no harm', async () => {
    const child = await sh('head -c 3', { stdin: 'pipe' });
    const out = collect(child.stdout);
    child.stdin?.write('abcdef');
    await child.stopped;
    assert.equal(out(), 'abc');
    child.stdin?.write('too late', () => undefined);
    await new Promise(setImmediate);
  });

  it('writing does no harm when the child has closed its standard input', async () => {
    const child = await sh('exec 0<&- 3<&-; echo closed; exec sleep 60', { stdin: 'pipe', sockets: 1 });
    await seen(child.stdout, 'closed');
    for (const stream of [child.stdin, child.socket(0)]) {
      const error = await new Promise((resolve) => stream?.write('too late', resolve));
      assert.ok(error instanceof Error);
    }
    await new Promise(setImmediate);
    await child.stop();
  });

  it('extra sockets between parent and child work both ways', async () => {
    const child = await node(
      `const { Socket } = require('net');
       for (const fd of [3, 4]) {
         const s = new Socket({ fd });
         s.on('data', (d) => s.write(fd + ':' + d.toString().toUpperCase())).on('end', () => s.end());
       }`,
      { sockets: 2 },
    );
    const answers = await Promise.all(
      [0, 1].map(async (index) => {
        const socket = child.socket(index);
        socket.write(`hello ${index}`);
        const [data] = (await once(socket, 'data')) as [Buffer];
        return data.toString();
      }),
    );
    assert.deepEqual(answers, ['3:HELLO 0', '4:HELLO 1']);
    for (const index of [0, 1]) child.socket(index).end();
    assert.deepEqual(await child.stopped, { code: 0, signal: null });
  });

  it('spawn() gives the process a group of its own if asked', async () => {
    const child = await sh('exec sleep 60', { ownGroup: true });
    // Field 5 of /proc/PID/stat is the process group (proc(5)).
    const group = readFileSync(`/proc/${child.pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ')[2];
    assert.equal(Number(group), child.pid);
    await child.stop([kill(child)]);
  });

  it('spawn() says that too many files are open, at whichever point of the start that happens', async () => {
    const script = `
      const { ChildProcess } = require(${JSON.stringify(join(__dirname, 'childProcess.ts'))});
      const fs = require('node:fs');
      (async () => {
        const taken = [];
        // Warms up what a first start opens.
        await (await ChildProcess.spawn('true', 'true', [])).stopped;
        try { for (;;) taken.push(fs.openSync('/dev/null')); } catch {}
        const seen = new Set();
        while (taken.length > 0) {
          try {
            const child = await ChildProcess.spawn('true', 'true', [], { sockets: 2 });
            await child.stopped;
            console.log([...seen].join());
            return;
          } catch (error) {
            seen.add(error.name + ' ' + error.code);
            fs.closeSync(taken.pop());
          }
        }
      })();`;
    const limited = 'ulimit -n 64; exec "$0" --require tsx/cjs -e "$1"';
    const child = await ChildProcess.spawn('sh', '/bin/sh', ['-c', limited, NODE, script]);
    const [out, err] = [collect(child.stdout), collect(child.stderr)];
    await child.stopped;
    assert.equal(out().trim(), 'SpawnError EMFILE', err());
  });
});

describe('ChildProcess.stopped', () => {
  it('stopped settles when a signal has ended the process', async () => {
    const child = await sh('kill -9 $$');
    assert.deepEqual(await child.stopped, { code: null, signal: 'SIGKILL' });
  });

  it('stopped settles when nobody reads the output', async () => {
    const child = await sh('echo much');
    assert.deepEqual(await child.stopped, { code: 0, signal: null });
  });

  it('stopped does not wait for a grandchild that holds the output, and has read what came before', async () => {
    const child = await sh('echo before; sleep 60 & echo $!');
    const out = collect(child.stdout);
    assert.equal((await child.stopped).code, 0);
    const [before, pid] = out().split('\n');
    assert.equal(before, 'before');
    assert.ok(alive(Number(pid)), 'it did not wait for it');
    process.kill(Number(pid), 'SIGKILL');
  });

  it('stopped comes after the last byte of much output', async () => {
    const child = await node(`process.stdout.write('x'.repeat(5_000_000))`);
    const out = collect(child.stdout);
    await child.stopped;
    assert.equal(out().length, 5_000_000);
  });
});
