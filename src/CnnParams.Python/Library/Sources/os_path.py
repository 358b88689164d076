sep = "/"


def join(first, *rest):
    path = str(first)
    for part in rest:
        part = str(part)
        if part.startswith("/"):
            path = part
        elif path == "" or path.endswith("/"):
            path += part
        else:
            path += "/" + part
    return path


def split(path):
    head, _, tail = str(path).rpartition("/")
    return head, tail


def basename(path): return split(path)[1]
def dirname(path): return split(path)[0]
def expanduser(path): return path
def abspath(path): return path
def realpath(path): return path
def isabs(path): return str(path).startswith("/")


def normpath(path):
    path = str(path)
    kept = []
    for part in path.split("/"):
        if part == ".." and kept and kept[-1] != "..":
            kept.pop()
        elif part not in ("", ".") and not (part == ".." and path.startswith("/")):
            kept.append(part)
    return ("/" if path.startswith("/") else "") + "/".join(kept) or "."


def splitext(path):
    head, dot, tail = str(path).rpartition(".")
    return (head, dot + tail) if dot and "/" not in tail and head else (path, "")


def _refused(name):
    def refuse(*args, **kwargs):
        __refuse__(f"os.path.{name}()")
    return refuse


def exists(path): return False
def isfile(path): return False
def isdir(path): return False


getsize = _refused("getsize")
getmtime = _refused("getmtime")
