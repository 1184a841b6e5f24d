/* A guest that counts, one command a line, for debuggers of other processors than the host's. */

typedef volatile unsigned int Register;

#if defined(__riscv)
/* A 16550 at the place of QEMU's riscv board. */
#define UART 0x10000000ul
static volatile unsigned char *const data = (volatile unsigned char *)UART;
static volatile unsigned char *const line_status = (volatile unsigned char *)(UART + 5);

static void start_uart(void) {}
static int has_room(void) { return *line_status & 0x20; }
static int has_key(void) { return *line_status & 0x01; }
#elif defined(__aarch64__) || defined(__arm__)
/* A PL011 at the place of QEMU's arm board. */
#define UART 0x09000000ul
static Register *const data = (Register *)UART;
static Register *const flags = (Register *)(UART + 0x18);

static void start_uart(void) {
    *(Register *)(UART + 0x2c) = 0x70;  /* eight bits, FIFO */
    *(Register *)(UART + 0x30) = 0x301; /* enabled, both ways */
}
static int has_room(void) { return !(*flags & 0x20); }
static int has_key(void) { return !(*flags & 0x10); }
#endif

int counter;
int step = 1;

static void put(char c) {
    while (!has_room())
        ;
    *data = (unsigned char)c;
}

static void print(const char *text) {
    for (; *text; text++)
        put(*text);
}

static void print_number(int number) {
    if (number > 9)
        print_number(number / 10);
    put('0' + number % 10);
}

static void read_line(char *line, int size) {
    int length = 0;
    for (;;) {
        while (!has_key())
            ;
        char c = (char)*data;
        if (c == '\r')
            break;
        put(c);
        if (length < size - 1)
            line[length++] = c;
    }
    line[length] = 0;
    print("\r\n");
}

static int same(const char *a, const char *b) {
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static int add(int a, int b) {
    int sum = a + b;
    return sum;
}

static void do_counter(void) {
    int before = counter;
    int after = add(before, step);
    counter = after;
    print("counter ");
    print_number(counter);
}

static void run_line(const char *line) {
    if (same(line, "counter"))
        do_counter();
    else
        print("what?");
}

void kmain(void) {
    char line[32];
    start_uart();
    print("cross guest");
    for (;;) {
        print("\r\n> ");
        read_line(line, sizeof line);
        run_line(line);
    }
}
