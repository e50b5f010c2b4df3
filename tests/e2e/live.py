"""loadgen --live on terminals of its own, and what a person sees there.

    live.py LOADGEN URL PID       URL: of a server that answers /hello, PID its

Prints TAP. A terminal is a pty, and pyte tells what is on its screen. Every
step waits until the step before shows on the screen; a deadline ends a test
that hangs.
"""
import fcntl
import os
import pty
import re
import select
import signal
import socket
import struct
import sys
import termios
import time

import pyte

DEADLINE = 60
END = b"(all was read)"
LOADGEN, URL, PID = sys.argv[1:4]


class Terminal:
    """A program on a terminal of so many rows and columns."""

    def __init__(self, rows, columns, *words):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.status = None
        self.ours, theirs = pty.openpty()
        self.resize(rows, columns)
        self.modes = termios.tcgetattr(theirs)
        self.theirs = theirs
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(theirs, fd)
            os.closerange(3, 100)
            os.environ["TERM"] = "screen"  # pyte knows all of it
            os.execv(LOADGEN, (LOADGEN,) + words)

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))

    def text(self):
        return "\n".join(self.screen.display)

    def read(self, wait):
        if select.select([self.ours], [], [], wait)[0]:
            part = os.read(self.ours, 65536)
            self.raw += part
            self.stream.feed(part)
            return True
        return False

    def until(self, what):
        """Reads until what(screen) is so."""
        end = time.monotonic() + DEADLINE
        while not what(self):
            if time.monotonic() > end:
                raise AssertionError("never came:\n" + self.text())
            self.read(0.1)

    def shows(self, pattern):
        self.until(lambda t: re.search(pattern, t.text(), re.S))

    def press(self, key):
        os.write(self.ours, key)

    def has_ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = status if pid else None
        return self.status is not None

    def ends(self):
        """Waits for the end; what was said until then is read.

        It may still be on its way inside the kernel: so something is said
        after it, and waited for."""
        self.until(Terminal.has_ended)
        os.write(self.theirs, END)
        self.until(lambda t: END in t.raw)

    def close(self):
        if not self.has_ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.ours)
        os.close(self.theirs)

    def is_given_back(self):
        """The first screen, the cursor and the modes are as they were."""
        assert self.raw.count(b"\x1b[?1049h") == 1, "no other screen"
        after = self.raw[self.raw.rindex(b"\x1b[?1049l"):]
        assert self.raw.rindex(b"\x1b[?25h") > self.raw.rindex(b"\x1b[?25l")
        assert termios.tcgetattr(self.theirs) == self.modes, "other modes"
        return after.decode()


def run_live(rows, columns, *words):
    return Terminal(rows, columns, "run", "--live", "-c", "4", "-d", "10m",
                    "--warmup", "0", "--pid", PID, *words)


def silent_server():
    """Takes connections, and never answers."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    return listener, "http://127.0.0.1:%d/" % listener.getsockname()[1]


# ---- what is shown ---------------------------------------------------------

def bars(terminal):
    return [row for row in terminal.screen.display
            if re.match(r" *\d\S*s +#* +[\d.]+ %", row)]


def add_up(terminal):
    """Whether the bars' shares do, however few there is room for."""
    return abs(sum(float(bar.split()[-2]) for bar in bars(terminal))
               - 100) < 0.1


def what_is_missing(terminal):
    """What a whole view has and this screen lacks. A view arrives in parts,
    so in the middle of one something may be."""
    rows = terminal.screen.display
    checks = {
        "progress": re.search(r"\d of 600\.0 s +[#.]+", rows[1]),
        "rate": re.search(r"[1-9]\S* requests/s +errors 0", rows[3]),
        "url": rows[0].startswith("loadgen  " + URL),
        "percentiles": re.match(r" +p50 +p90 +p99 +p99\.9 +max", rows[4]),
        "times": len(re.findall(r"\d[um]?s", rows[5])) == 5,
        "bars": any("#" in bar for bar in bars(terminal)),
        "shares of 100 % in all": add_up(terminal),
        "server": re.match(r"server \d+\.\d\d cores +\S+B RSS +\d+ threads"
                           r" +\d+ fds", rows[23]),
    }
    return [name for name, is_there in checks.items() if not is_there]


def is_whole(terminal):
    try:
        terminal.until(lambda t: not what_is_missing(t))
    except AssertionError as why:
        raise AssertionError("missing: %s\n%s" % (
            what_is_missing(terminal), why)) from why


def the_view():
    terminal = run_live(24, 80, URL + "/hello")
    try:
        is_whole(terminal)
        terminal.press(b"\x03")
        terminal.ends()
        report = terminal.is_given_back()
        assert "Requests/sec:" in report and "Valid: " in report, report
    finally:
        terminal.close()


def a_resize():
    terminal = run_live(24, 80, URL + "/hello")
    try:
        terminal.shows(r"requests/s")
        for rows, columns in (40, 120), (12, 50), (24, 80):
            terminal.resize(rows, columns)
            terminal.until(lambda t, last=rows - 1:
                           t.screen.display[last].startswith("server ")
                           and t.text().count("server ") == 1
                           and add_up(t))
        terminal.press(b"\x03")
        terminal.ends()
        terminal.is_given_back()
    finally:
        terminal.close()


def small_terminals():
    """Nothing runs over into the next row, whatever does not fit."""
    for rows, columns in (1, 10), (3, 20), (6, 200), (9, 25), (24, 1):
        terminal = run_live(rows, columns, URL + "/hello")
        try:
            first = ("loadgen  " + URL + "/hello")[:columns]
            terminal.until(lambda t: t.screen.display[0].strip() ==
                           first.strip())
            if rows > 3 and columns >= 20:
                terminal.shows(r"[1-9]\S* req")
            # While it connects for long, another frame has words there.
            terminal.until(lambda t: rows < 3 or
                           not t.screen.display[2].strip())
            terminal.press(b"\x03")
            terminal.ends()
            terminal.is_given_back()
        finally:
            terminal.close()


# ---- the ways out ----------------------------------------------------------

def draining():
    """On a server that never answers, with all day to wait for it."""
    listener, url = silent_server()
    terminal = Terminal(24, 80, "run", "--live", "-R", "100", "-c", "2", "-d",
                        "10m", "--warmup", "0", "--drain", "1h", "--timeout",
                        "1h", url)
    return listener, terminal


def a_second_one_ends_at_once(first, second, expected):
    listener, terminal = draining()
    try:
        terminal.shows(r"of 600\.0 s")
        first(terminal)
        terminal.shows(r"Ctrl-C again ends at once")
        assert not terminal.has_ended()
        second(terminal)
        terminal.ends()
        assert os.WIFSIGNALED(terminal.status), terminal.status
        assert os.WTERMSIG(terminal.status) == expected, terminal.status
        terminal.is_given_back()
    finally:
        terminal.close()
        listener.close()


def a_second_key():
    def press(terminal):
        terminal.press(b"\x03")
    a_second_one_ends_at_once(press, press, signal.SIGINT)


def a_second_sigterm():
    def term(terminal):
        os.kill(terminal.pid, signal.SIGTERM)
    a_second_one_ends_at_once(term, term, signal.SIGTERM)


def one_sigterm():
    terminal = run_live(24, 80, URL + "/hello")
    try:
        terminal.shows(r"requests/s")
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.ends()
        assert "Requests/sec:" in terminal.is_given_back()
    finally:
        terminal.close()


def sigquit_and_sighup():
    for number in signal.SIGQUIT, signal.SIGHUP:
        terminal = run_live(24, 80, URL + "/hello")
        try:
            terminal.shows(r"requests/s")
            os.kill(terminal.pid, number)
            terminal.ends()
            assert os.WIFSIGNALED(terminal.status), terminal.status
            assert os.WTERMSIG(terminal.status) == number
            terminal.is_given_back()
        finally:
            terminal.close()


TESTS = [
    ("shows rate, percentiles, spread and server; Ctrl-C ends it", the_view),
    ("follows the terminal's size", a_resize),
    ("keeps to a small terminal", small_terminals),
    ("a second Ctrl-C ends it at once, terminal given back", a_second_key),
    ("so does a second SIGTERM", a_second_sigterm),
    ("SIGTERM ends it well", one_sigterm),
    ("SIGQUIT and SIGHUP leave the terminal as it was", sigquit_and_sighup),
]


def main():
    failed = 0
    for name, test in TESTS:
        try:
            test()
            print("ok - --live", name, flush=True)
        except (AssertionError, OSError, ValueError) as why:
            failed = 1
            print("\n".join("# " + row for row in str(why).splitlines()))
            print("not ok - --live", name, flush=True)
    return failed


sys.exit(main())
