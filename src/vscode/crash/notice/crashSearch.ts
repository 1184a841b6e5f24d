import type { ResolvedReport } from '../../../machine/crash/resolvedReport';

type System = ResolvedReport['report']['system'];

/** Where each system's crashes are reported in public. `${title}` is the title, encoded. */
const TRACKERS: Readonly<Partial<Record<System, string>>> = {
  linux: 'https://lore.kernel.org/all/?q=${title}',
  uboot: 'https://lore.kernel.org/u-boot/?q=${title}',
  xen: 'https://lore.kernel.org/xen-devel/?q=${title}',
  freebsd: 'https://bugs.freebsd.org/bugzilla/buglist.cgi?quicksearch=${title}',
  gvisor: 'https://github.com/google/gvisor/issues?q=${title}',
  fuchsia: 'https://issues.fuchsia.dev/issues?q=${title}',
  starnix: 'https://issues.fuchsia.dev/issues?q=${title}',
  opensbi: 'https://github.com/riscv-software-src/opensbi/issues?q=${title}',
  optee: 'https://github.com/OP-TEE/optee_os/issues?q=${title}',
  edk2: 'https://github.com/tianocore/edk2/issues?q=${title}',
  zephyr: 'https://github.com/zephyrproject-rtos/zephyr/issues?q=${title}',
  nuttx: 'https://github.com/apache/nuttx/issues?q=${title}',
  esp: 'https://github.com/espressif/esp-idf/issues?q=${title}',
  rtems: 'https://gitlab.rtems.org/groups/rtems/-/issues?search=${title}',
};

const PLACE = '${title}';

/**
 * The page that searches for a crash; undefined when there is none.
 * @param template The setting `qemu.crashSearchUrl`.
 */
export function searchUrl(system: System, title: string, template: string): string | undefined {
  const page = template === '' ? TRACKERS[system] : template;
  if (page === undefined || !/^https?:\/\//i.test(page)) return undefined;
  return page.replaceAll(PLACE, () => encodeURIComponent(words(title)));
}

/**
 * The editor decodes an address and encodes less of it again (VS Code, src/vs/editor/browser/services/openerService.ts,
 * `_doOpenExternal`): these would end the query, and searches take them for blanks anyway.
 */
function words(title: string): string {
  return title
    .replace(/[^\p{L}\p{N}\p{P} ]|[&#%+?]/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
}
