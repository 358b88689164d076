from abc import ABC, abstractmethod
class Base(ABC):
    @abstractmethod
    def forward(self): ...
    @property
    @abstractmethod
    def size(self): ...
class Good(Base):
    def forward(self): return 'f'
    @property
    def size(self): return 3
class Bad(Base):
    def forward(self): return 1
print(Good().forward(), Good().size)
try: Bad()
except TypeError as e: print('TypeError')
try: Base()
except TypeError as e: print('TypeError')
print(isinstance(Good(), Base), issubclass(Good, Base), Good.__mro__)
