/* Talks and panics as xv6 for RISC-V does; everything else of a kernel is left out. */

static volatile unsigned char *const uart = (volatile unsigned char *)0x10000000ul;

static void print(const char *text) {
    for (; *text; text++) {
        while (!(uart[5] & 0x20))
            ;
        *uart = (unsigned char)*text;
    }
}

static void print_hex(unsigned long number) {
    char digits[17];
    int at = 16;
    digits[at] = 0;
    do
        digits[--at] = "0123456789abcdef"[number & 15];
    while (number >>= 4);
    print("0x");
    print(digits + at);
}

static void panic(const char *words) {
    print("panic: ");
    print(words);
    print("\n");
    for (;;)
        ;
}

void kernel_trap(unsigned long cause, unsigned long counter, unsigned long value) {
    print("scause=");
    print_hex(cause);
    print(" sepc=");
    print_hex(counter);
    print(" stval=");
    print_hex(value);
    print("\n");
    panic("kerneltrap");
}

static __attribute__((noinline)) int look(volatile int *table) {
    return table[1];
}

static __attribute__((noinline)) int find_first_process(void) {
    return look((volatile int *)0) + 1; /* there is no memory on the board */
}

void main(void) {
    print("\nxv6 kernel is booting\n\nhart 1 starting\n");
    print_hex((unsigned long)find_first_process());
}
