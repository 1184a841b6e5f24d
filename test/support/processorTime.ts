/**
 * The processor time that work takes, in milliseconds: however busy the computer is with other things, it stays the
 * same. For what cannot be counted otherwise, such as the steps of a regular expression.
 */
export function processorTime(work: () => void): number {
  const { user, system } = process.cpuUsage();
  work();
  const after = process.cpuUsage();
  return (after.user - user + after.system - system) / 1000;
}
