def seed(*args): pass


def __getattr__(name):
    def refuse(*args, **kwargs):
        __refuse__(f"random.{name}()")
    return refuse
