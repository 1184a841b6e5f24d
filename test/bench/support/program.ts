/**
 * The frame of a bench program: a Node process of its own, so that the CPU it uses is its road's and nobody
 * else's. Its options come as JSON in the first argument, its result goes to the runner as one message. Started by
 * hand it prints the result.
 */
export function program(body: (options: never) => Promise<object>): void {
  void body(JSON.parse(process.argv[2] ?? '{}') as never).then(tell, (error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}

function tell(result: object): void {
  if (process.send) process.send(result, () => process.exit(0));
  else {
    console.log(JSON.stringify(result, undefined, 2));
    process.exit(0);
  }
}
