import { plainSymbol } from '../text/symbol';
import type { Blame } from './blame';
import type { CrashFrame } from '../report';
import type { LinuxFacts, Stack } from './facts';
import { skipHelpers } from './skip';

/**
 * A processor that spins is found somewhere in a loop, each time elsewhere. What stays the same is the operation that
 * the loop belongs to: what one of the kernel's dispatchers called, or a driver's entry for read, write, ioctl.
 */
const DISPATCHES =
  /^(?:process_one_work|tasklet_action|rtnetlink_rcv_msg|nfnetlink_rcv_msg|netlink_dump|_{0,4}sock_(?:sendmsg|recvmsg)|_{0,4}sys_(?:sendmsg|recvmsg)|__netif_receive_skb|netif_receive_skb|do_dentry_open|do_last|__?vfs_(?:read|write|open)|new_sync_(?:read|write)|do_iter_|call_(?:read|write)_iter|do_vfs_ioctl|vfs_ioctl|__fput|mmap_region|call_mmap|__do_fault)/;
const OPERATION = /_(?:ioctl|iter|filemap_fault)$/;
/** A timer's name says whose it is; one whose name does not may belong to anybody whom it interrupted. */
const TIMED = /_(?:event|handler)$/;
const RUNS_TIMERS = /^(?:call_timer_fn|run_timer_softirq|__run_timers|tasklet_action)/;
/** Operations of the kernel's general layers, which lead to a driver's. */
const GENERAL =
  /^_{0,4}(?:do_|vfs_|generic_|ksys_|kernel_|sock_|new_sync_|compat_|sys_|SyS_|SYSC_|handle_mm_|filemap_|handle_|exc_|asm_|no_|blkdev_|legacy_|security_|el0|el1|gic_|tick_|proc_reg_|syscall_|mm_|io_|spin_|inet_|call_|prepare_|perf_event_|copy_|fput|rtnetlink_|nfnetlink_|nf_hook|fsnotify)|^(?:kvm_dev_ioctl|mmap_region)$/;

/** A function that sends work to all processors and waits for one that does not answer. */
const WAITS_FOR_OTHERS = /^smp_call_function/;

/** The function to blame for a stall of a processor, out of all the stacks that the report shows. */
export function blameStall({ stacks }: LinuxFacts): Blame | undefined {
  for (const { frame, name, caller } of stacks.flatMap(callsOf)) {
    if (WAITS_FOR_OTHERS.test(name)) return { name: 'smp_call_function', frame, aliases: [name] };
    const call = systemCall(name);
    if (call) return { ...call, frame };
    if (isOperation(name, caller) && !GENERAL.test(name) && (DISPATCHES.test(caller) || !skipHelpers(name)))
      return { name, frame };
  }
  return undefined;
}

interface Call {
  readonly frame: CrashFrame;
  readonly name: string;
  readonly caller: string;
}

function callsOf({ frames }: Stack): readonly Call[] {
  const sure = frames.filter(({ symbol, doubtful }) => symbol !== undefined && doubtful !== true);
  const names = sure.map(({ symbol = '' }) => plainSymbol(symbol));
  return sure.map((frame, index) => ({ frame, name: names[index] ?? '', caller: names[index + 1] ?? '' }));
}

function isOperation(name: string, caller: string): boolean {
  return OPERATION.test(name) || DISPATCHES.test(caller) || (TIMED.test(name) && RUNS_TIMERS.test(caller));
}

const SYSTEM_CALL =
  /^(?:__(?:x64|ia32|se|do|arm64|riscv|s390x?|powerpc|mips|loongarch)_(?:compat_)?sys_|__se_compat_sys_|ksys_|compat_SyS_|SyS_|sys_)([a-z0-9_]{2,40})$/;

/** A system call by its plain name, with what else it is called: each architecture has its own names for them. */
export function systemCall(symbol: string): Blame | undefined {
  const name = SYSTEM_CALL.exec(symbol)?.[1];
  return name === undefined ? undefined : { name, aliases: [symbol, `sys_${name}`] };
}
