/* A guest in long mode that counts, and says so on COM1. */
unsigned long long total = 0x100000000ull;

static void put(char c) {
    __asm__ volatile("outb %0, %1" : : "a"(c), "Nd"((unsigned short)0x3f8));
}

static unsigned long long add(unsigned long long a, unsigned long long b) {
    unsigned long long sum = a + b;
    return sum;
}

void kmain(void) {
    for (int round = 1;; round++) {
        total = add(total, round);
        put('a' + round % 26);
    }
}
