class Point:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
import enum
class E(enum.Enum):
    A = 1
    B = 2
def m(p):
    match p:
        case Point(0, 0): return 'origin'
        case Point(x=0, y=y): return f'y {y}'
        case Point(x, y) if x == y: return 'diag'
        case Point(): return 'point'
        case E.A: return 'A'
        case [Point(x=a), Point(x=b)]: return (a, b)
        case [[1, x], {'k': [y, *_]}]: return x, y
        case -1 | -2: return 'neg'
        case 1.5: return 'real'
print([m(v) for v in (Point(0, 0), Point(0, 3), Point(2, 2), Point(1, 2), E.A, E.B, [Point(1, 1), Point(2, 2)], [[1, 5], {'k': [6, 7]}], -2, 1.5)])
