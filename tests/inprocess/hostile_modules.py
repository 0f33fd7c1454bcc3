"""Modules that break, end, hang or dirty the process, by their kind: what each says in the end.

A row is the code of the module, the exit status, and what is in the one line: on standard error for
2 and 3, else in the report.
"""

Row = tuple[str, int, str]

APP = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [b"<Response/>"]
"""
USED = "import atexit, builtins, logging, os, re, resource, signal, socket, sys, threading, time\n"
STUCK = "re.match('(a+)+$', 'a' * 60 + 'b')"
"""What takes for ever and lets no other thread run."""
PASSES = "PASS http://localhost/sms"


def beside(code: str, status: int = 0, said: str = PASSES) -> Row:
    """A good app in a module that does this while it is imported."""
    return f"{USED}{code}\n{APP}", status, said


def asked(code: str, status: int = 0, said: str = PASSES) -> Row:
    """An app that does this before it answers."""
    return USED + APP.replace("\n    start", f"\n    {code}\n    start"), status, said


def raised(error: str) -> Row:
    """A module that raises this, and is told so."""
    return f"raise {error}", 2, f"shop cannot be imported: {error.partition('(')[0]}"


def own(body: str, said: str = "X") -> Row:
    """A module that raises an exception of its own making."""
    code = f"import time\nclass X(BaseException):\n    {body}\nraise X('boom')"
    return code, 2, f"shop cannot be imported: {said}"


RAISING: dict[str, Row] = {
    **{
        error: raised(error)
        for error in (
            *("SystemExit(0)", "SystemExit", "KeyboardInterrupt", "GeneratorExit('x')"),
            *("RecursionError", "StopIteration(0)", "ImportError(None)"),
            "BaseExceptionGroup('g', [SystemExit(0)])",
        )
    },
    "MemoryError": ("raise MemoryError", 3, "this machine has no memory left"),
    "own": own("pass", "X: boom (shop.py:4"),
    "text raises": own("def __str__(self): raise SystemExit(0)"),
    "text is no text": own("def __str__(self): return 3"),
    "text is huge": own("def __str__(self): return 'x' * 10**8"),
    "text of its own kind": own(
        "def __str__(self): return type('T', (str,), {'split': exit, '__getitem__': exit})('hey')",
        "X: hey",
    ),
    "text has lines": ("raise Exception('a\\nb\\x1b[2Jc')", 2, "Exception: a b\\x1b[2Jc"),
    "name raises": (
        (
            "class M(type):\n    __name__ = property(exit)\n"
            "class X(Exception, metaclass=M): pass\nraise X('hey')"
        ),
        2,
        "X: hey",
    ),
    "no code": ("def (", 2, "SyntaxError"),
    "traced": beside("sys.settrace(exit)", 2, "shop cannot be imported"),
    "attribute SystemExit": ("def __getattr__(name): raise SystemExit(0)", 2, "SystemExit: 0"),
    "attribute Ctrl-C": ("def __getattr__(name): raise KeyboardInterrupt", 2, "KeyboardInterrupt"),
    "attribute own": ("def __getattr__(name): raise BaseException('x')", 2, "BaseException: x"),
    "factory SystemExit": ("def create_app(): raise SystemExit(0)", 2, "SystemExit: 0"),
    "factory own": ("def create_app(): raise BaseException('x')", 2, "BaseException: x"),
    "factory of itself": ("def create_app(): return create_app", 2, "is not a WSGI app"),
    "factory of nothing": ("def create_app(): return None", 2, "is not a WSGI app"),
    "start-up of the loop": (
        (
            "import asyncio\nclass P(asyncio.DefaultEventLoopPolicy):\n"
            "    def new_event_loop(self): raise SystemExit(0)\n"
            "asyncio.set_event_loop_policy(P())\nasync def app(scope, receive, send): pass"
        ),
        2,
        "the app does not start: SystemExit: 0",
    ),
}
"""What is raised before there is an app."""

ENDING: dict[str, Row] = {
    "import": ("import os\nos._exit(0)", 2, "ended the process while it was loaded (exit status 0"),
    "import 7": ("import os\nos._exit(7)", 2, "while it was loaded (exit status 7)"),
    "import abort": ("import os\nos.abort()", 2, "while it was loaded (SIGABRT)"),
    "import crash": ("import ctypes\nctypes.string_at(0)", 2, "(SIGSEGV)"),
    "import kill": ("import os\nos.kill(os.getpid(), 9)", 2, "(SIGKILL)"),
    "import terminate": ("import os\nos.kill(os.getpid(), 15)", 2, "(SIGTERM)"),
    "import interrupt": beside("signal.raise_signal(2)", 2, "interrupted the process"),
    "attribute": ("import os\ndef __getattr__(name): os._exit(0)", 2, "while it was loaded"),
    "factory": ("import os\ndef create_app(): os._exit(0)", 2, "while it was loaded"),
    "start-up": ("import os\nasync def app(scope, receive, send): os._exit(0)", 2, "was loaded"),
    "request": asked("os._exit(0)", 3, "while it responded (exit status 0); there is no report"),
    "request 1": asked("os._exit(1)", 3, "while it responded (exit status 1)"),
    "request abort": asked("os.abort()", 3, "while it responded (SIGABRT)"),
    "request kill": asked("os.kill(os.getpid(), 9)", 3, "while it responded (SIGKILL)"),
    "request interrupt": asked("os.kill(os.getpid(), 2)", 3, "interrupted the process"),
    "request SystemExit": asked("raise SystemExit(0)", 1, "SystemExit: 0"),
    "request Ctrl-C": asked("raise KeyboardInterrupt", 1, "KeyboardInterrupt"),
    "fork": beside("os.fork()"),
    "fork and exit": beside("p = os.fork() or sys.exit(0)\nos.waitpid(p, 0)"),
    "fork in a request": asked("os.fork()"),
    "thread exits": beside("threading.Thread(target=sys.exit, args=(0,)).start()"),
    "thread stays": beside("threading.Thread(target=threading.Event().wait).start()"),
    "hooks": beside("sys.excepthook = threading.excepthook = sys.unraisablehook = exit"),
    "other ends": beside("os._exit = os.kill = os.getpid = sys.exit = None"),
    "atexit exits": beside("atexit.register(os._exit, 0)"),
    "atexit raises": beside("def late(): raise BaseException('late')\natexit.register(late)"),
    "atexit prints": beside("atexit.register(print, 'bye')"),
}
"""What ends the process, or is about to."""

NOISE = "os.write(1, b'noise\\n'); os.write(2, b'noise\\n'); os.system('echo noise')"
GONE = "os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')"
DIRTY: dict[str, Row] = {
    "streams are None": beside("sys.stdout = sys.stderr = sys.stdin = None"),
    "streams are None later": asked("sys.stdout = sys.stderr = None"),
    "streams are closed": beside("sys.stdout.close(); sys.stderr.close(); sys.stdin.close()"),
    "first streams are closed": beside("sys.__stdout__.close(); sys.__stderr__.close()"),
    "streams are no streams": beside("sys.stdout = sys.stderr = 3"),
    "streams raise": beside("sys.stdout = sys.stderr = type('S', (), {'write': exit})()"),
    "descriptors are closed": beside("os.close(1); os.close(2)"),
    "descriptors are closed later": asked("os.close(1); os.close(2)"),
    "all descriptors are closed": beside("os.closerange(0, 256)", 3, "closed the descriptors"),
    "all are closed later": asked("os.closerange(0, 256)", 3, "closed the descriptors"),
    "noise": beside(NOISE),
    "noise later": asked(NOISE),
    "few descriptors": beside("resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12))"),
    "environment": beside("os.environ.clear()"),
    "folder": beside("os.chdir('/')"),
    "folder is gone": beside(GONE),
    "folder is gone later": asked(f"{GONE}; raise SystemExit(0)", 1, "SystemExit: 0"),
    "no depth": beside("sys.setrecursionlimit(50)", 3, "RecursionError"),
    "no path": beside("sys.path.clear()", 3, "ModuleNotFoundError"),
    "no modules": beside("sys.modules.clear()", 2, "KeyError: 'shop'"),
    "no modules later": asked("sys.modules.clear()", 3, "twiml-check itself failed"),
    "no clock": beside("time.perf_counter = time.monotonic = time.time = None", 3, "TypeError"),
    "no sockets": beside("socket.socket = None", 3, "twiml-check itself failed"),
    "no sleep": beside("time.sleep = exit"),
    "no files": beside("builtins.open = builtins.print = None"),
    "all to nowhere": asked(
        "[os.dup2(os.open(os.devnull, os.O_WRONLY), int(n)) for n in os.listdir('/dev/fd') "
        "if os.path.exists(f'/dev/fd/{n}') and 'socket' not in os.readlink(f'/dev/fd/{n}')]",
        3,
        "closed the descriptors",
    ),
    "no length": beside("builtins.len = None", 2, "exit status"),
    "no signals": beside("[signal.signal(n, signal.SIG_IGN) for n in (1, 2, 3, 10, 13, 15, 17)]"),
    "no threads": beside("threading.Thread = None"),
    "no logging": beside("logging.disable(); logging.getLogger().handlers.clear()"),
    "odd logging": asked("logging.error('x', exc_info=(1, 2, 3))"),
    "warnings are errors": beside("import warnings; warnings.simplefilter('error')"),
    "impatient sockets": beside("socket.setdefaulttimeout(0.001)"),
    "impatient sockets later": asked("socket.setdefaulttimeout(0.001)"),
    "busy collector": beside("import gc; gc.set_threshold(1); gc.enable()"),
    "slow threads": beside("sys.setswitchinterval(10)"),
    "group": beside("os.setpgid(0, 0)"),
}
"""What is changed in the process."""

LATE = "did not start within 0.4 s; the start-up is still at shop.py:"
HANGING: dict[str, Row] = {
    "import": beside("time.sleep(1000)", 2, LATE),
    "import lock": beside("threading.Event().wait()", 2, LATE),
    "import busy": ("while True: pass", 2, LATE),
    "import and holds on": (
        "import time\nwhile True:\n  try: time.sleep(1)\n  except BaseException: pass", 2, LATE,
    ),
    "text of an exception": (
        "import time\nclass X(Exception):\n  def __str__(self): time.sleep(1000)\nraise X", 2, LATE,
    ),
    "attribute": ("import time\ndef __getattr__(name): time.sleep(1000)", 2, LATE),
    "factory": ("import time\ndef create_app(): time.sleep(1000)", 2, LATE),
    "start-up": ("import time\nasync def app(scope, r, s): time.sleep(1000)", 2, LATE),
    "start-up waits": (
        ("import asyncio\nasync def deep(): await asyncio.sleep(1000)\n"
        "async def app(scope, r, s): await deep()"), 2, f"{LATE}2, in deep",
    ),
    "import alone": beside(STUCK, 2, "blocked the process while it was loaded"),
    "import stopped": beside("os.kill(os.getpid(), signal.SIGSTOP)", 2, "blocked the process"),
}  # fmt: skip
"""What is never loaded; these take up to two seconds each, some at the same time."""
STAYING: dict[str, Row] = {
    "request": asked("time.sleep(1000)", 1, "the app is still at shop.py:"),
    "request busy": asked("while True: pass", 1, "the app is still at shop.py:"),
    "atexit": beside("atexit.register(time.sleep, 1000)"),
    "atexit alone": beside(f"atexit.register(lambda: {STUCK})"),
}
"""What does not come back once it is loaded."""
