/* An address to return to that no call has left: code puts it there, as kernels do for the first function of a thread. */
    .text
    .type before_it, @function
before_it:
    ret
    .size before_it, . - before_it

    .globl put_there
    .type put_there, @function
put_there:
    ret
    .size put_there, . - put_there

    .globl _start
_start:
    ret
    .section .note.GNU-stack, "", @progbits
