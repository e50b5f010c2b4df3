"""type.py: types into a real bash on a terminal, and tells what became of it.

    type.py FILE TEXT

Bash reads FILE first, as it would ~/.bashrc; it must make the prompt "ready> "
and have Ctrl-X p print the line between << and >>. TEXT may have tabs. What
stands on the line afterwards is printed.
"""
import os
import pty
import re
import select
import sys
import time

SECONDS = 30


def read_until(terminal, pattern):
    """All that came until the pattern was in it; ends the program if none."""
    text = ''
    end = time.monotonic() + SECONDS
    while not re.search(pattern, text):
        left = end - time.monotonic()
        if left <= 0 or not select.select([terminal], [], [], left)[0]:
            sys.exit(f'nothing like {pattern!r} came within {SECONDS} s: '
                     f'{text!r}')
        text += os.read(terminal, 4096).decode(errors='replace')
    return text


def main():
    settings, text = sys.argv[1:]
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM='dumb', HISTFILE='')
        os.execvp('bash', ['bash', '--noprofile', '--rcfile', settings, '-i'])
    read_until(terminal, 'ready> ')
    os.write(terminal, text.encode() + b'\x18p')
    told = read_until(terminal, '<<.*>>')
    print(re.search('<<(.*)>>', told, re.S)[1])
    os.close(terminal)
    os.waitpid(pid, 0)


main()
