import { plainSymbol } from '../text/symbol';
import type { Blame } from './blame';
import type { LinuxFacts } from './facts';

/**
 * A processor that spins is found somewhere in a loop, each time elsewhere. What stays the same is the operation that
 * the loop belongs to: a driver's or file system's entry for read, write, ioctl and so on, else the system call.
 */
const OPERATION =
  /_(?:ioctl|read|write|release|mmap|iter|fault|handler|event|open|poll|sendmsg|recvmsg|close|flush|fsync|lookup|mount|seq_show|show|store|setsockopt|getsockopt|probe|disconnect)$/;
/** Operations of the kernel's general layers, which lead to a driver's. */
const GENERAL =
  /^_{0,4}(?:do_|vfs_|generic_|ksys_|kernel_|sock_|new_sync_|compat_|sys_|SyS_|SYSC_|handle_mm_|filemap_|handle_|exc_|asm_|no_|blkdev_|legacy_|security_|el0|el1|gic_|tick_|proc_reg_|syscall_|mm_|io_|spin_|inet_|netlink_|call_)|_irq_handler$|^(?:kvm_dev_ioctl|mmap_region)$/;

/** A function that sends work to all processors and waits for one that does not answer. */
const WAITS_FOR_OTHERS = /^smp_call_function/;

/** The function to blame for a stall of a processor, out of all the stacks that the report shows. */
export function blameStall({ stacks }: LinuxFacts): Blame | undefined {
  for (const frame of stacks.flatMap((stack) => stack.frames)) {
    if (frame.symbol === undefined || frame.doubtful) continue;
    const name = plainSymbol(frame.symbol);
    if (WAITS_FOR_OTHERS.test(name)) return { name: 'smp_call_function', frame, aliases: [name] };
    const call = systemCall(name);
    if (call) return { ...call, frame };
    if (OPERATION.test(name) && !GENERAL.test(name)) return { name, frame };
  }
  return undefined;
}

const SYSTEM_CALL = /^(?:__(?:x64|ia32|se|do|arm64|riscv|s390x?|powerpc|mips|loongarch)_(?:compat_)?sys_|__se_compat_sys_|ksys_|compat_SyS_|SyS_|sys_)([a-z0-9_]{2,40})$/;

/** A system call by its plain name, with what else it is called: each architecture has its own names for them. */
export function systemCall(symbol: string): Blame | undefined {
  const name = SYSTEM_CALL.exec(symbol)?.[1];
  return name === undefined ? undefined : { name, aliases: [symbol, `sys_${name}`] };
}
