def dedent(text): return text
def indent(text, prefix): return text
