/* For A32 and T32: the compiler is told which of them. */
    .syntax unified
    .section .text.start, "ax", %progbits
    .globl start
    .type start, %function
start:
    ldr r0, =stack_top
    mov sp, r0
    bl kmain
1:  wfi
    b 1b
    .size start, . - start

    .section .note.GNU-stack, "", %progbits
