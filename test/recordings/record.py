#!/usr/bin/env python3
"""Records what a full-screen program prints: record.py FILE ROWSxCOLUMNS TERM [KEYS]... -- PROGRAM ARGUMENT...

Each KEYS (escapes as in Python) is typed when the program has printed nothing for 0.6 seconds. After the last one, the
same silence ends the recording.
"""
import fcntl, os, pty, select, struct, sys, termios

path, size, term, *rest = sys.argv[1:]
split = rest.index("--")
keys, program = rest[:split], rest[split + 1 :]
rows, columns = map(int, size.split("x"))
pid, tty = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.environ.update(TERM=term, LINES=str(rows), COLUMNS=str(columns), LC_ALL="C.UTF-8")
    os.execvp(program[0], program)
said = b""
while True:
    if select.select([tty], [], [], 0.6)[0]:
        try:
            piece = os.read(tty, 65536)
        except OSError:
            break
        if not piece:
            break
        said += piece
    elif keys:
        os.write(tty, keys.pop(0).encode("latin1").decode("unicode_escape").encode("latin1"))
    else:
        break
with open(path, "wb") as file:
    file.write(said)
