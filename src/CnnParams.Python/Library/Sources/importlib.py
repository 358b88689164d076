def __getattr__(name):
    def refuse(*args, **kwargs):
        __refuse__(f"importlib.{name}()")
    return refuse
