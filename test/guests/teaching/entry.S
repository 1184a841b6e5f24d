/* The beginning of a kernel for riscv64 in the manner of teaching systems: OpenSBI starts it in supervisor mode. */
    .section .text.start, "ax", @progbits
    .globl start
start:
    la sp, stack_top
    la t0, trap
    csrw stvec, t0
    call main
1:  wfi
    j 1b

    .balign 4
trap:
    csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    call kernel_trap
1:  wfi
    j 1b

    .section .note.GNU-stack, "", @progbits
