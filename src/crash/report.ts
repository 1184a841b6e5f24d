/** What printed a crash. */
export type CrashSystem =
  | 'linux'
  | 'freebsd'
  | 'netbsd'
  | 'openbsd'
  | 'darwin'
  | 'fuchsia'
  | 'starnix'
  | 'gvisor'
  | 'xen'
  | 'uboot'
  | 'opensbi'
  | 'tfa'
  | 'optee'
  | 'edk2'
  | 'seabios'
  | 'coreboot'
  | 'zephyr'
  | 'freertos'
  | 'nuttx'
  | 'esp'
  | 'rtems'
  | 'xv6'
  | 'cortexm'
  | 'rust'
  | 'go'
  | 'c'
  | 'sanitizer'
  | 'qemu'
  | 'syzkaller'
  | 'sample'
  /** A kernel that panics without saying whose it is. */
  | 'unknown'
  | 'own';

/** A piece of the stream: offsets of its first byte and of the byte behind its last one. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** One call in a stack, as the guest printed it. Nothing is looked up. */
export interface CrashFrame extends ByteRange {
  /** The line without its console prefix. */
  readonly raw: string;
  /** Hexadecimal, without `0x`. */
  readonly address?: string;
  readonly symbol?: string;
  /** Bytes from the symbol's start. */
  readonly offset?: number;
  /** Bytes of the whole function. */
  readonly size?: number;
  readonly module?: string;
  readonly file?: string;
  readonly line?: number;
  readonly inlined?: boolean;
  /** Where the processor was; any other address of a stack is one to return to, behind its call. */
  readonly exact?: boolean;
  /** The unwinder found it on the stack and does not vouch for it. */
  readonly doubtful?: boolean;
}

/** A register as printed: its name, and its value in hexadecimal without `0x`. */
export interface CrashRegister {
  readonly name: string;
  readonly value: string;
}

export interface CrashTask {
  readonly name?: string;
  readonly pid?: number;
  readonly cpu?: number;
}

/** One crash. Everything in it comes from the guest: hostile text, to be escaped wherever it is shown. */
export interface CrashReport extends ByteRange {
  readonly system: CrashSystem;
  /** The same for each occurrence of the same fault. */
  readonly title: string;
  /** Other titles under which the same fault is known. */
  readonly altTitles: readonly string[];
  /** The class of the fault, for example `KASAN-USE-AFTER-FREE-READ`; empty when the text does not say. */
  readonly type: string;
  /** The function to blame. */
  readonly guilty?: string;
  /** The call that `guilty` is in, when it is one of `frames`. */
  readonly guiltyFrame?: CrashFrame;
  readonly frames: readonly CrashFrame[];
  readonly registers: readonly CrashRegister[];
  readonly tasks: readonly CrashTask[];
  /** Who printed it, as the console says: `T123` for a task, `C0` for a processor. */
  readonly context?: string;
  /** Why the text is not to be trusted; undefined when it is whole. */
  readonly corrupted?: string;
  /** Where the program says that it failed. */
  readonly file?: string;
  readonly line?: number;
}
