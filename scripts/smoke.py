#!/usr/bin/env python3
"""Opens the real window on a virtual screen, clicks an event, looks at the pixels.

    scripts/smoke.py [PATH_OF_THE_BINARY]

Checks that
  - without a display the program says so in one line, names `tarikh figure`
    and exits with 1;
  - the window opens on the sample and draws it;
  - a click on an event's mark changes the details panel, and the event's lane
    colour, which was not there before, appears in it;
  - the window is still there afterwards.

Nothing here knows where an event lies or what colour it has: the colours are
read from the list of lanes at the left, and a mark is a small round spot of one
of them. On failure the last picture is kept in target/smoke.

Needs Xvfb, xdotool and ImageMagick's `import`; no Python packages.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque

SCREEN = (1440, 900)
# Shares of the width: the lanes end before the first, the details begin after
# the second; the timeline lies between.
LANES_END = 0.16
DETAILS_BEGIN = 0.74
# Shares of the height: below the axis, above the overview.
TIMELINE_TOP = 0.12
TIMELINE_BOTTOM = 0.85
# Width and height in pixels of the spot that a single event's disc shows.
DISC = range(7, 15)
WINDOW_SECONDS = 90
REACTION_SECONDS = 20


class Failed(Exception):
    """A check that did not hold."""


class Picture:
    """Pixels of the screen: rows of RGB bytes."""

    def __init__(self, ppm):
        # P6, width, height, 255, each followed by white space, then bytes.
        head = ppm[:64].split(None, 4)
        if head[0] != b"P6" or head[3] != b"255":
            raise Failed("the screen could not be read")
        self.width, self.height = int(head[1]), int(head[2])
        self.rgb = ppm[len(ppm) - self.width * self.height * 3 :]

    def part(self, left, top, right, bottom):
        """The rows of a rectangle given in shares of the screen."""
        x0, x1 = int(left * self.width), int(right * self.width)
        y0, y1 = int(top * self.height), int(bottom * self.height)
        for y in range(y0, y1):
            begin = (y * self.width + x0) * 3
            yield y, x0, self.rgb[begin : begin + (x1 - x0) * 3]

    def colours(self, *area):
        """How often each colour occurs in a rectangle."""
        found = Counter()
        for _, _, row in self.part(*area):
            found.update(row[i : i + 3] for i in range(0, len(row), 3))
        return found

    def spots(self, colour, *area):
        """The connected spots of exactly one colour: left, top, right, bottom, pixels."""
        left = set()
        for y, x0, row in self.part(*area):
            at = row.find(colour)
            while at >= 0:
                if at % 3 == 0:
                    left.add((x0 + at // 3, y))
                at = row.find(colour, at + 1)
        while left:
            todo = deque([left.pop()])
            spot = []
            while todo:
                x, y = todo.popleft()
                spot.append((x, y))
                for near in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                    if near in left:
                        left.remove(near)
                        todo.append(near)
            xs, ys = [x for x, _ in spot], [y for _, y in spot]
            yield min(xs), min(ys), max(xs) + 1, max(ys) + 1, len(spot)


def is_vivid(colour):
    """True for a colour that is no grey: lanes have such, panels do not."""
    return max(colour) - min(colour) > 40


def run(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, **options).stdout


def screen(env):
    return Picture(run("import", "-window", "root", "-depth", "8", "ppm:-", env=env))


def settled(env, seconds, differs=lambda picture: True):
    """The screen once it stands still and `differs` holds of it, or None."""
    end = time.monotonic() + seconds
    before = screen(env)
    while time.monotonic() < end:
        time.sleep(0.4)
        now = screen(env)
        if now.rgb == before.rgb and differs(now):
            return now
        before = now
    return None


def check_without_display(binary, env):
    bare = {k: v for k, v in env.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET")}
    done = subprocess.run([binary], env=bare, capture_output=True, text=True, timeout=60)
    lines = done.stderr.strip().splitlines()
    if done.returncode != 1 or len(lines) != 1 or "tarikh figure" not in lines[0] or done.stdout:
        raise Failed(
            "without a display: expected exit status 1 and one line that names `tarikh figure`, "
            f"found {done.returncode} and {done.stderr!r}"
        )
    print("without a display: one line, exit status 1")


def start_screen():
    """A virtual screen: its process and its name."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        number = pipe.readline().strip()
    if not number:
        raise Failed("Xvfb did not start")
    return server, f":{number}"


def wait_for_window(app, env):
    end = time.monotonic() + WINDOW_SECONDS
    while time.monotonic() < end:
        if app.poll() is not None:
            raise Failed(f"the program ended with {app.returncode} before its window opened")
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "Tarikh"],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if found.stdout.strip():
            return
        time.sleep(0.3)
    raise Failed(f"no window within {WINDOW_SECONDS} s")


def find_disc(picture):
    """The middle and the colour of the mark of a single event."""
    lanes = picture.colours(0, 0.05, LANES_END, 0.95)
    lane_colours = [colour for colour, count in lanes.most_common() if count >= 40 and is_vivid(colour)]
    details = picture.colours(DETAILS_BEGIN, 0, 1, 1)
    for colour in lane_colours:
        if colour in details:
            continue
        for left, top, right, bottom, pixels in sorted(
            picture.spots(colour, LANES_END, TIMELINE_TOP, DETAILS_BEGIN, TIMELINE_BOTTOM)
        ):
            width, height = right - left, bottom - top
            is_round = abs(width - height) <= 1 and 0.6 <= pixels / (width * height) <= 0.95
            if width in DISC and height in DISC and is_round:
                return (left + right) // 2, (top + bottom) // 2, colour
    raise Failed(f"no mark of an event found; colours of the lanes: {[c.hex() for c in lane_colours]}")


def check_window(app, env):
    wait_for_window(app, env)
    # Away from the timeline, so that nothing is pointed at.
    away = (SCREEN[0] // 2, SCREEN[1] - 4)
    run("xdotool", "mousemove", *map(str, away), env=env)
    before = settled(env, WINDOW_SECONDS, lambda picture: len(picture.colours(0, 0, 1, 1)) > 50)
    if before is None:
        raise Failed("the window stayed empty or never stood still")
    print("the window is drawn and stands still")

    x, y, colour = find_disc(before)
    run("xdotool", "mousemove", str(x), str(y), env=env)
    time.sleep(0.5)
    run("xdotool", "click", "1", env=env)
    time.sleep(0.5)
    run("xdotool", "mousemove", *map(str, away), env=env)

    details = (DETAILS_BEGIN, 0.05, 1, 0.95)

    def panel(picture):
        return b"".join(row for _, _, row in picture.part(*details))

    old = panel(before)
    after = settled(env, REACTION_SECONDS, lambda picture: panel(picture) != old)
    if after is None:
        raise Failed(f"the click at {x}, {y} changed nothing in the details panel")
    new = panel(after)
    changed = sum(old[i : i + 3] != new[i : i + 3] for i in range(0, len(old), 3))
    if changed < len(old) // 3 // 100:
        raise Failed(f"the click at {x}, {y} changed only {changed} pixels of the details panel")
    chip = after.colours(*details)[colour]
    if chip < 20:
        raise Failed(f"the lane's colour #{colour.hex()} does not appear in the details panel ({chip} pixels)")
    if app.poll() is not None:
        raise Failed(f"the program ended with {app.returncode} after the click")
    print(f"a click at {x}, {y} changed {changed} pixels of the panel; the lane's colour has {chip} in it")


def stop(process):
    """Ends a process that this script started."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/debug/tarikh")
    with tempfile.TemporaryDirectory() as home:
        # Its own home: no settings are read or left behind.
        env = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "WAYLAND_"))}
        env.update(HOME=home, LIBGL_ALWAYS_SOFTWARE="1")
        check_without_display(binary, env)
        server, env["DISPLAY"] = start_screen()
        try:
            app = subprocess.Popen([binary], env=env)
            try:
                check_window(app, env)
            except Failed:
                os.makedirs("target/smoke", exist_ok=True)
                subprocess.run(["import", "-window", "root", "target/smoke/failed.png"], env=env, check=False)
                raise
            finally:
                stop(app)
        finally:
            stop(server)


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"smoke: {failure}")
    except FileNotFoundError as missing:
        sys.exit(f"smoke: {missing.filename} is missing")
    print("smoke: passed")
