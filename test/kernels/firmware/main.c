/*
 * Firmware for a Cortex-M3 with a C library: it asks for names and greets, all by semihosting, while a timer interrupts
 * it. After an empty name it shows characters, each as the library reads it. Built with Debian's compiler and picolibc.
 */
#include <semihost.h>
#include <stdio.h>

#define SYST_CSR (*(volatile unsigned *)0xe000e010)
#define SYST_RVR (*(volatile unsigned *)0xe000e014)

struct greeting {
  char name[16];
  unsigned length;
};

static volatile unsigned ticks;
static struct greeting last;

/* picolibc's vector table knows it by this name. */
void arm_systick_isr(void) {
  unsigned before = ticks;
  ticks = before + 1;
}

static unsigned measure(const struct greeting *greeting) {
  unsigned length = 0;
  while (greeting->name[length])
    length++;
  return length;
}

static void greet(struct greeting *greeting) {
  greeting->length = measure(greeting);
  printf("hello %s, %u letters\n", greeting->name, greeting->length);
}

/* SYS_READ of the console; `getchar` is SYS_READC. */
static void ask(int console) {
  unsigned length = 0;
  char letter;
  while (sys_semihost_read(console, &letter, 1) == 0 && letter != '\r')
    if (length < sizeof last.name - 1)
      last.name[length++] = letter;
  last.name[length] = 0;
}

int main(void) {
  int console = sys_semihost_open(":tt", SH_OPEN_R);
  SYST_RVR = 0xffff;
  SYST_CSR = 7;
  printf("who is there?\n");
  for (ask(console); last.name[0]; ask(console))
    greet(&last);
  printf("characters\n");
  for (;;)
    printf("%d\n", getchar());
}
