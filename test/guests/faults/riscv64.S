/* A kernel for QEMU's riscv board that goes to supervisor mode with Sv39, and reads from a page that is not there. */
    .text
    .globl start
start:
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f                 /* all of memory, for everything */
    csrw pmpcfg0, t0
    li t0, 0xffff
    csrw medeleg, t0
    la t0, on_fault
    csrw stvec, t0
    la t1, level2
    li t0, 0x200000cf           /* a page of 1 GiB with the kernel: dirty, accessed, executable, writable, readable, valid */
    sd t0, 16(t1)
    la t2, level1
    srli t0, t2, 2
    ori t0, t0, 1
    sd t0, 24(t1)               /* 3 to 4 GiB */
    la t3, level0
    srli t0, t3, 2
    ori t0, t0, 1
    sd t0, 40(t2)               /* 0xc0a00000 */
    li t0, 0x200800c7           /* a page */
    sd t0, 16(t3)
    srli t1, t1, 12
    li t0, 8 << 60
    or t1, t1, t0
    csrw satp, t1
    sfence.vma
    li t0, 1 << 11              /* MPP: supervisor */
    csrw mstatus, t0
    la t0, supervisor
    csrw mepc, t0
    mret
supervisor:
    li t0, 0xc0a05010
    .globl culprit
culprit:
    ld t1, 0(t0)
1:  wfi
    j 1b

    .balign 4
    .globl on_fault
on_fault:
    nop
    .globl in_handler
in_handler:
    wfi
    j in_handler

    .balign 4096
level2: .skip 4096
level1: .skip 4096
level0: .skip 4096

    .section .note.GNU-stack, "", @progbits
