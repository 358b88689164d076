import re
print(re.match(r'(\w+)_(\d+)', 'conv_12').groups(), re.sub(r'\d+', lambda m: str(int(m.group()) + 1), 'a1b9'), re.findall(r'[a-z]\d', 'a1 b2 c'), re.split(r'[,;]\s*', 'a, b;c'), bool(re.search('x', 'abc')), re.fullmatch(r'\d+', '12').group(0), re.sub(r'(\w)(\d)', r'\2\1', 'a1'), [m.start() for m in re.finditer('a', 'banana')], re.compile(r'k(?P<k>\d)s(?P<s>\d)').match('k3s2').groupdict(), re.match('a', 'b') is None, re.escape('a.b'), re.split(r'(\d+)', 'a12b3'))
def decode(block):
    ops = block.split('_'); o = {}
    for op in ops:
        sp = re.split(r'(\d.*)', op)
        if len(sp) >= 2: k, v = sp[:2]; o[k] = v
    return o
print(decode('r2_k3_s22_e6_i16_o24_se0.25_noskip'))
