/*
 * Firmware for a Cortex-M3 with a C library, which prints in the two ways that such libraries have, by semihosting
 * alone. A timer interrupts it. At the end it shows the characters that are typed, as the library reads them.
 * Built with Debian's compiler and picolibc.
 */
#include <semihost.h>
#include <stdio.h>
#include <string.h>

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

static const char *const names[] = {"Ada", "Grace"};

int main(void) {
  int file = sys_semihost_open(":tt", SH_OPEN_W);
  printf("a line by characters\n");
  sys_semihost_write(file, "a line by a file\n", 17);
  SYST_RVR = 0xffff;
  SYST_CSR = 7;
  for (unsigned person = 0; person < 2; person++) {
    strcpy(last.name, names[person]);
    greet(&last);
  }
  while (ticks == 0)
    continue;
  SYST_CSR = 0;
  printf("characters\n");
  for (;;)
    printf("%d\n", getchar());
}
