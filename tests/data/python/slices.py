l = list(range(10))
print(l[2:5], l[::-1], l[-3:], l[:-3], l[::2], l[8:2:-2], l[100:], l[-100:3], l[5:2])
l[2:4] = ['a', 'b', 'c']; print(l)
del l[::3]; print(l)
l[::2] = [0] * len(l[::2]); print(l)
t = (1, 2, 3); s = 'abcdef'
print(t[1:], s[::-1], s[1:-1], s[-2], t[-1], s[3:0:-1])
try: l[0:4:2] = [1]
except ValueError as e: print(e)
try: l[50]
except IndexError as e: print(e)
try: t[5]
except IndexError as e: print(e)
try: s[10]
except IndexError as e: print(e)
try: t[0] = 1
except TypeError as e: print(e)
a, *b, c = l; print(a, b, c)
(x, y), *z = [(1, 2), 3, 4]; print(x, y, z)
print(slice(1, 5, 2).indices(4), list(range(10))[slice(None, None, 3)])
l2 = [1, 2, 3]; l2[1:1] = [9, 9]; l2[len(l2):] = [7]; print(l2)
l2.insert(-1, 'i'); l2.extend(x for x in 'ab'); print(l2, l2.pop(), l2.pop(0), l2.index(9), l2.count(9))
l2.remove(9); l2.reverse(); print(l2); l2.clear(); print(l2)
try: a, b = [1, 2, 3]
except ValueError as e: print(e)
try: a, b, c = [1, 2]
except ValueError as e: print(e)
try: a, *b, c = [1]
except ValueError as e: print(e)
