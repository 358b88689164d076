from _host import copy, deepcopy
