def system(): return "Linux"
def machine(): return ""
def python_version(): return "3.12.0"
def processor(): return ""
