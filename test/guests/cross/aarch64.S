    .section .text.start, "ax", @progbits
    .globl start
    .type start, @function
start:
    .cfi_startproc
    .cfi_undefined x30          /* nobody has called it */
    ldr x0, =stack_top
    mov sp, x0
    bl kmain
1:  wfi
    b 1b
    .cfi_endproc
    .size start, . - start

    .section .note.GNU-stack, "", @progbits
