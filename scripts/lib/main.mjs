/** The frame of a script that runs on a bare Node: signals end it in order, a failure is told in one line. */

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Runs a script's body and sets the exit code: what the body returns, 1 after a failure, 128 + n after signal n.
 * The signal of the body aborts on Ctrl-C, SIGTERM and SIGHUP.
 * @param {(signal: AbortSignal) => Promise<number | void>} body
 */
export async function main(body) {
  const controller = new AbortController();
  let code;
  for (const [name, value] of Object.entries(EXIT_CODES)) {
    process.on(name, () => {
      code ??= value;
      controller.abort(new Error(`ended by ${name}`));
    });
  }
  try {
    const result = (await body(controller.signal)) ?? 0;
    process.exitCode = code ?? result;
  } catch (error) {
    process.exitCode = code ?? 1;
    if (code === undefined) console.error(`\n${process.env.DEBUG ? error.stack : error.message}`);
  }
}
