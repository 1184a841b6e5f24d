/**
 * Milliseconds of processor time that this process has used, garbage collection and compilation included: what else
 * the computer does counts less than it would on a clock.
 */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
