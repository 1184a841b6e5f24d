    .section .text.start, "ax", @progbits
    .globl start
    .type start, @function
start:
    .cfi_startproc
    .cfi_undefined ra           /* nobody has called it */
    la sp, stack_top
    call kmain
1:  wfi
    j 1b
    .cfi_endproc
    .size start, . - start

    .section .note.GNU-stack, "", @progbits
