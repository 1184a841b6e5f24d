import { createInterface } from 'node:readline/promises';
import { missing } from './needs.mjs';
import { capture, run, which } from './run.mjs';

/**
 * Sees to it that the system has what `kinds` (see needs.mjs) ask for: through apt-get where that is possible
 * without a password, asking first when a person is there; elsewhere it says exactly what to install.
 * @throws when something is still missing at the end.
 */
export async function ensureSystem(kinds, { signal } = {}) {
  const lacking = await missing(kinds);
  if (lacking.length === 0) return;
  const packages = [...new Set(lacking.map((need) => need.apt).filter(Boolean))];
  const apt = (await which('apt-get')) && (await aptCommand());
  if (!apt) throw new Error(await instructions(lacking));
  const command = [...apt, 'install', '--yes', '--no-install-recommends', ...packages];
  if (!(await mayInstall(packages, signal))) throw new Error(await instructions(lacking));
  await install(apt, command, signal);
  const still = await missing(kinds);
  if (still.length > 0) throw new Error(`After installing, still missing: ${names(still)}.`);
}

/** `apt-get` when root, `sudo -n apt-get` when that asks for no password, else undefined. */
async function aptCommand() {
  if (process.getuid?.() === 0) return ['apt-get'];
  const sudo = await which('sudo');
  if (!sudo) return undefined;
  const { code } = await capture(sudo, ['-n', 'true'], { allowFailure: true, timeoutMs: 10_000 });
  return code === 0 ? [sudo, '-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'] : undefined;
}

/** Is somebody there to answer? Then the package manager is not used behind their back. */
const isPersonThere = () => Boolean(process.stdin.isTTY && process.stdout.isTTY && !process.env.CI);

async function mayInstall(packages, signal) {
  console.log(`Missing on this system: ${packages.join(' ')}`);
  if (!isPersonThere()) return true;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await lines.question('Install them with apt-get now? [Y/n] ', { signal });
    return /^(y|yes|)$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

async function install(apt, command, signal) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, signal, timeoutMs: 1_200_000 };
  // The lists may be missing (a fresh image) or older than the packages on the mirror.
  await run(apt[0], [...apt.slice(1), 'update', '--quiet'], options);
  await run(command[0], [...command.slice(1), '--quiet'], options);
}

const names = (needs) => needs.map((need) => need.name).join(', ');

const MANAGERS = [
  { key: 'apt', program: 'apt-get', line: 'sudo apt-get install --no-install-recommends' },
  { key: 'brew', program: 'brew', line: 'brew install' },
  { key: 'winget', program: 'winget', line: 'winget install' },
  { key: 'dnf', program: 'dnf', line: 'sudo dnf install' },
  { key: 'pacman', program: 'pacman', line: 'sudo pacman -S' },
];

/** What a person has to type, for the package manager that is here, or for all that we know. */
async function instructions(lacking) {
  const here = [];
  for (const manager of MANAGERS) if (await which(manager.program)) here.push(manager);
  const lines = (here.length > 0 ? here : MANAGERS).map(({ key, line }) => {
    const packages = [...new Set(lacking.map((need) => need[key]).filter(Boolean))];
    const unknown = lacking.filter((need) => !need[key]);
    const rest = unknown.length > 0 ? `\n    (no package known for: ${names(unknown)})` : '';
    return packages.length > 0 ? `    ${line} ${packages.join(' ')}${rest}` : `    ${key}:${rest}`;
  });
  return `Missing on this system: ${names(lacking)}. Please install:\n${lines.join('\n')}\nand run the command again.`;
}
