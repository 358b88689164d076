# A network in PowerShell's data.
@{
    CnnParams = 1
    Name      = 'Small'
    Layers    = @(
        @{ Type = 'Input'; Name = 'in'; Shape = 32, 32, 3 }
        @{ Type = 'Conv2D'; Name = 'c1'; Filters = 8; KernelSize = 5; UseBias = $false }
        @{ Type = 'MaxPool2D'; Name = 'p1'; PoolSize = 2 }
        @{ Type = 'Add'; Name = 'sum'; Inputs = 'p1', 'p1' }
        @{ Type = 'LSTM'; Name = 'steps'; Units = 4 }
        @{ Type = 'FullyConnected'; Name = "out"; Units = 10 }
    )
}
