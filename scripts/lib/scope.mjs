/**
 * What must be undone at the end, on every path: success, failure, Ctrl-C, SIGTERM, a closed terminal.
 * A script's whole work runs inside one scope.
 */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The person, or whoever started us, wants us to end. */
export class Interrupted extends Error {
  name = 'Interrupted';
  constructor(signalName) {
    super(`ended by ${signalName}`);
    this.signalName = signalName;
    this.exitCode = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signalName] ?? 1;
  }
}

export class Scope {
  #undo = [];
  #abort = new AbortController();
  #closed = false;

  /** Aborted when the scope is to end early. */
  get signal() {
    return this.#abort.signal;
  }

  /** Ends the scope early: what waits on `signal` gives up, then everything is undone. */
  interrupt(reason) {
    this.#abort.abort(reason);
  }

  /** Registers something to undo; the last registered is undone first. It gets `limitMs` before it is given up. */
  defer(name, undo, limitMs = 15_000) {
    this.#undo.push({ name, undo, limitMs });
    // Something that was still starting when the scope ended.
    if (this.#closed) void this.close();
  }

  /** Undoes everything; never throws, says what failed and returns how many did. */
  async close() {
    this.#closed = true;
    let failed = 0;
    for (let entry = this.#undo.pop(); entry; entry = this.#undo.pop()) {
      try {
        await limit(Promise.resolve(entry.undo()), entry.limitMs, `${entry.name} did not end`);
      } catch (error) {
        failed++;
        console.error(`clean-up: ${entry.name}: ${error.message}`);
      }
    }
    return failed;
  }
}

/** Runs `body(scope)` and undoes what it registered. A signal rejects with `Interrupted`. */
export async function withScope(body) {
  const scope = new Scope();
  const interrupted = (name) => scope.interrupt(new Interrupted(name));
  for (const name of SIGNALS) process.on(name, interrupted);
  try {
    return await Promise.race([body(scope), aborted(scope.signal)]);
  } finally {
    await scope.close();
    for (const name of SIGNALS) process.off(name, interrupted);
  }
}

/** The `main` of a script: runs it, tells a failure in one line (all of it with DEBUG set), sets the exit code. */
export async function main(body) {
  try {
    process.exitCode = (await withScope(body)) ?? 0;
  } catch (error) {
    process.exitCode = error.exitCode ?? 1;
    if (!(error instanceof Interrupted))
      console.error(`\n${process.env.DEBUG ? error.stack : error.message}`);
  }
}

/** Rejects when the signal aborts; never resolves. */
export function aborted(signal) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** @throws when `promise` has not settled within `ms`. */
export async function limit(promise, ms, message) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until the answer is truthy, and returns it. The signal ends it early. */
export async function until(what, question, { ms = 30_000, everyMs = 100, signal } = {}) {
  const end = Date.now() + ms;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${ms / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
