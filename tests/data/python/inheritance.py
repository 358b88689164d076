class A:
    def f(self): return ['A']
class B(A):
    def f(self): return ['B'] + super().f()
class C(A):
    def f(self): return ['C'] + super().f()
class D(B, C):
    def f(self): return ['D'] + super().f()
print(D().f(), [c.__name__ for c in D.__mro__], super(B, D()).f(), D.__bases__, D.__name__, D.__base__)
class E(D):
    def __init__(self, *a, **k): super(E, self).__init__(*a, **k)
E()
try:
    class X(A, B): pass
except TypeError as e: print('mro')
