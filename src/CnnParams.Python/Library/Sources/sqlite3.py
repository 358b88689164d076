def __getattr__(name):
    def refuse(*args, **kwargs):
        __refuse__(f"sqlite3.{name}()")
    return refuse
