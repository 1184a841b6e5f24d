/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @param {string} message Ends in "within N s".
 * @returns {Promise<T>}
 * @throws when the promise has not settled within `ms`.
 */
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

/** Asks until the answer is truthy. @throws after `ms`, or when the signal aborts. */
export async function until(what, question, { ms, everyMs, signal }) {
  const end = Date.now() + ms;
  while (!(await question())) {
    signal?.throwIfAborted();
    if (Date.now() > end) throw new Error(`${what}: not within ${ms / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
