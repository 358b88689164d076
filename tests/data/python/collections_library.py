from collections import OrderedDict, defaultdict, namedtuple, Counter, deque, ChainMap
od = OrderedDict([('a', 1), ('b', 2)]); od['c'] = 3; od.move_to_end('a'); print(od, list(od), od.popitem(), od.popitem(last=False))
dd = defaultdict(list); dd['x'].append(1); dd['y']; print(dd, dict(dd), dd.default_factory is list)
P = namedtuple('P', 'x y z', defaults=[0]); p = P(1, 2); print(p, p.x, p._asdict(), p._replace(x=5), p[1:], P._fields, p == (1, 2, 0), *p)
c = Counter('abracadabra'); print(c.most_common(2), c['a'], c['zz'], sum(c.values()), c)
c.update('aaa'); c2 = Counter(a=1, b=5); print(c + c2, c - c2, c & c2, sorted(c.elements())[:3])
d = deque([1, 2, 3], maxlen=3); d.append(4); d.appendleft(0); print(d, d[0], len(d), d.popleft(), d.pop(), list(d)); d.rotate(1); d.extend([7, 8]); print(d)
m = ChainMap({'a': 1}, {'a': 2, 'b': 3}); print(m['a'], m['b'], len(m), dict(m))
print(isinstance(od, dict), OrderedDict(a=1) == {'a': 1}, OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1))
