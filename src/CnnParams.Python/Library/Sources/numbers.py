Number = (int, float)
Integral = int
Real = (int, float)
Complex = (int, float)
