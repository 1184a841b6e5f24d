/* Code that nobody has lines for. */
    .text
    .globl bare
    .type bare, @function
bare:
    movl $1, %eax
    addl $2, %eax
    call bare_inner
    ret
    .size bare, . - bare
    .globl bare_inner
    .type bare_inner, @function
bare_inner:
    addl $3, %eax
    ret
    .size bare_inner, . - bare_inner
