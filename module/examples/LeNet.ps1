# The network of the article: shapes in and out, how many parameters, and why.
New-CnnLayer Input INPUT -Shape 32, 32, 3 |
    New-CnnLayer Conv2D CONV1 -Filters 8 -KernelSize 5 |
    New-CnnLayer MaxPool2D POOL1 -PoolSize 2 |
    New-CnnLayer Conv2D CONV2 -Filters 16 -KernelSize 5 |
    New-CnnLayer MaxPool2D POOL2 -PoolSize 2 |
    New-CnnLayer FullyConnected FC3 -Units 120 |
    New-CnnLayer FullyConnected FC4 -Units 84 |
    New-CnnLayer FullyConnected Softmax -Units 10 |
    Measure-CnnParameters
