def dedent(text):
    lines = [line if line.strip() else "" for line in text.split("\n")]
    margin = None
    for line in lines:
        if line:
            blanks = line[:len(line) - len(line.lstrip())]
            while margin is not None and not blanks.startswith(margin):
                margin = margin[:-1]
            margin = blanks if margin is None else margin
    return "\n".join(line[len(margin or ""):] for line in lines)


def indent(text, prefix):
    return "".join(prefix + line if line.strip() else line for line in text.splitlines(True))
