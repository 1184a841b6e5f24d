/**
 * QEMU 7.2 ends some single steps before the instruction: a vCPU that is asked to leave its translated code raises the
 * stub's debug exception all the same (`cpu_tb_exec`). Plain GDB 13 on a breakpoint, `next` 1,500 times: 22 times nothing moved.
 * With QEMU 10.0 and 11.1 it never happened. A step is made again this often if it left every register as it was; an
 * instruction that jumps to itself does that, too, and is none the worse for it.
 */
export const MOST_IDLE_STEPS = 5;
