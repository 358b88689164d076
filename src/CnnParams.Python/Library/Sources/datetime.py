def __getattr__(name):
    def refuse(*args, **kwargs):
        __refuse__(f"datetime.{name}, the clock,")
    return refuse
