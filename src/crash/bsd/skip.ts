import type { CrashFrame } from '../report';

/** Functions that report, check or serve others: a fault in one of them is its caller's. */
const HELPERS =
  /^(?:db_\w*|kdb_\w*|panic|vpanic|snprintf|printf|trap\w*|calltrap|Xtrap\w*|alltraps\w*|kerntrap|pageflttrap|ddb_\w*|Debugger|breakpoint|ch_voltag_convert_in|__assert|kern_assert|_mtx_\w*|mtx_\w*|__mtx_\w*|_?sx_\w*|_?rw_\w*|rrw_\w*|__rw_\w*|lockdebug_\w*|mutex_\w*|m_\w+|savectx|witness_\w*|_witness_\w*|__?asan_\w*|__asan_\w*|kasan_\w*|__?ubsan_\w*|__ubsan_\w*|kmsan_\w*|__msan_\w*|memcpy|memset|memmove|bcopy|bzero|memcmp|strlen|strlcpy|strlcat|strcmp|strncmp|copyin\w*|copyout\w*|pool_\w*|malloc|free|uma_\w*|zone_\w*|uiomove|handle_debugger_trap|kdp_\w*|kernel_trap|DebuggerTrap\w*|panic_trap_to_debugger|panic_with\w*|trap_from_kernel|hndl_\w*|fatal_trap\w*|usertrap|kqueue_do_check|mi_syscall|handleEvents)$/;

/** The first call that does not work for others. */
export function guiltyOf(frames: readonly CrashFrame[]): CrashFrame | undefined {
  return frames.find(
    ({ symbol, inlined }) => symbol !== undefined && inlined !== true && !HELPERS.test(symbol),
  );
}
